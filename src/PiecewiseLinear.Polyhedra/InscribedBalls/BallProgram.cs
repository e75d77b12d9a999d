using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The linear program of the largest ball: max {r : ⟨aᵢ, c⟩ + ‖aᵢ‖*·r ≤ bᵢ} in d + 1 variables (c, r). For l1 and linf the norms are integers and the
/// program is exact; Euclidean norms are replaced by their doubles, which are dyadic numbers, so that the program is exact for norms that are off by
/// a few units in the last place.
/// </summary>
internal sealed class BallProgram
{
    private readonly int[] _shifts;

    public BallProgram(HRepresentation rows, VectorNorm norm)
    {
        double[] column = new double[rows.Count];
        _shifts = new int[rows.Count];
        Func<int, BigInteger> last;
        if (norm == VectorNorm.L2)
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = DualNorms.Approximate(rows, i, norm);
                (_, int exponent) = DoubleParts.Of(column[i]);
                _shifts[i] = Math.Max(0, -(exponent + rows.ScaleExponent(i)));
            }

            last = i => Integer(column[i], rows.ScaleExponent(i) + _shifts[i]);
        }
        else
        {
            BigInteger[] norms = [.. rows.Rows.Select(row => DualNorms.Exact(row.Normal, norm))];
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = new Dyadic(norms[i], -rows.ScaleExponent(i)).ToDoubleApproximate();
            }

            last = i => norms[i];
        }

        Rows = new HRepresentation(rows, column, _shifts, () => Extended(rows, _shifts, last));
        Objective = [.. Enumerable.Repeat(BigInteger.Zero, rows.Dimension), BigInteger.One];
    }

    /// <summary>The rows in (c, r).</summary>
    public HRepresentation Rows { get; }

    /// <summary>The objective r.</summary>
    public ImmutableArray<BigInteger> Objective { get; }

    /// <summary>Multipliers of the program in the scale of the polyhedron's own rows.</summary>
    public ImmutableArray<RowMultiplier> ToOriginal(ImmutableArray<RowMultiplier> multipliers)
        => [.. multipliers.Where(static m => !m.Weight.IsZero)
            .Select(m => m with { Weight = m.Weight * (BigInteger.One << _shifts[m.Row]) })
            .OrderBy(static m => m.Row)];

    /// <summary>A candidate's multipliers, exact as the doubles they are, in the scale of the polyhedron's own rows; tiny ones are left out.</summary>
    public ImmutableArray<RowMultiplier> ToOriginal(double[] multipliers)
    {
        double largest = multipliers.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        ImmutableArray<RowMultiplier>.Builder result = ImmutableArray.CreateBuilder<RowMultiplier>();
        for (int i = 0; i < multipliers.Length; i++)
        {
            if (double.IsFinite(multipliers[i]) && multipliers[i] > largest * 1e-17)
            {
                (long mantissa, int exponent) = DoubleParts.Of(multipliers[i]);
                result.Add(new RowMultiplier(i, new Dyadic(mantissa, exponent - Rows.ScaleExponent(i) + _shifts[i]).ToRational()));
            }
        }

        return result.ToImmutable();
    }

    private static BigInteger Integer(double value, int exponent)
    {
        (long mantissa, int own) = DoubleParts.Of(value);
        return mantissa == 0 ? BigInteger.Zero : new BigInteger(mantissa) << (own + exponent);
    }

    private static ImmutableArray<HalfSpace> Extended(HRepresentation rows, int[] shifts, Func<int, BigInteger> last)
        => [.. rows.Rows.Select((row, i) =>
            new HalfSpace([.. row.Normal.Select(a => a << shifts[i]), last(i)], row.Offset << shifts[i]))];
}
