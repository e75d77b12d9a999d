using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// A polyhedron seen from one of its interior points z: rows ⟨aᵢ, y⟩ ≤ b′ᵢ = bᵢ − ⟨aᵢ, z⟩ in y = x − z. The slacks b′ are computed exactly, so that the
/// doubles of the mirror are accurate relative to the size of the polyhedron, however small and far from the origin it is.
/// </summary>
internal sealed class TranslatedRows
{
    private readonly BigInteger[] _slacks;

    public TranslatedRows(HRepresentation rows, ImmutableArray<Dyadic> origin)
    {
        if (origin.Length != rows.Dimension)
        {
            throw new ArgumentException($"the interior point has {origin.Length} coordinates, expected {rows.Dimension}", nameof(origin));
        }

        Original = rows;
        Origin = origin;
        Shift = Math.Max(0, origin.IsEmpty ? 0 : -origin.Min(static z => z.Exponent));
        BigInteger[] z = [.. origin.Select(c => c.Mantissa << (c.Exponent + Shift))];
        _slacks = new BigInteger[rows.Count];
        for (int i = 0; i < _slacks.Length; i++)
        {
            HalfSpace row = rows.Rows[i];
            BigInteger slack = row.Offset << Shift;
            for (int j = 0; j < z.Length; j++)
            {
                if (!z[j].IsZero && !row.Normal[j].IsZero)
                {
                    slack -= row.Normal[j] * z[j];
                }
            }

            _slacks[i] = slack;
        }

        Local = new HRepresentation(rows, _slacks, Shift);
    }

    /// <summary>The rows in x.</summary>
    public HRepresentation Original { get; }

    /// <summary>The point z.</summary>
    public ImmutableArray<Dyadic> Origin { get; }

    /// <summary>The rows in y.</summary>
    public HRepresentation Local { get; }

    /// <summary>The exponent s ≥ 0 of the slacks' common denominator 2^s.</summary>
    public int Shift { get; }

    /// <summary>The integer b′ᵢ · 2^<see cref="Shift"/>, in the scale of the exact row.</summary>
    public BigInteger Slack(int row) => _slacks[row];

    /// <summary>The sign of b′ᵢ, exact.</summary>
    public int SlackSign(int row) => _slacks[row].Sign;

    /// <summary>The sign of ⟨aᵢ, y⟩ − b′ᵢ, exact.</summary>
    public int Sign(int row, ReadOnlySpan<double> y)
    {
        int least = 0;
        foreach (double value in y)
        {
            least = value == 0 ? least : Math.Min(least, DoubleParts.Of(value).Exponent);
        }

        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < y.Length; j++)
        {
            (long mantissa, int exponent) = DoubleParts.Of(y[j]);
            if (mantissa != 0)
            {
                sum += (Original.Rows[row].Normal[j] * mantissa) << (exponent - least);
            }
        }

        int common = Math.Max(Shift, -least);
        return (sum << (common + least)).CompareTo(_slacks[row] << (common - Shift));
    }
}
