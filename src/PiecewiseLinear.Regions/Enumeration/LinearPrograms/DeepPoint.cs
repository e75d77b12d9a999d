using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A short dyadic point deep inside a cell: the largest t with ⟨aᵢ, x⟩ + 2^bits(aᵢ)·t ≤ bᵢ, rounded. Solved anew for each cell, so that the point does not
/// depend on what was solved before.
/// </summary>
internal static class DeepPoint
{
    /// <summary>The point.</summary>
    /// <exception cref="RegionUndecidedException">The exact layer ran out of its budget.</exception>
    public static ImmutableArray<Dyadic> Find(HRepresentation cell)
    {
        int k = cell.Dimension;
        BigInteger[] bound = new BigInteger[k + 1];
        bound[k] = BigInteger.One;
        HRepresentation system = new(k + 1, [.. cell.Rows.Select(WithDepth), new HalfSpace([.. bound], BigInteger.One)]);
        using DenseSession session = new(system);
        double[] objective = new double[k + 1];
        objective[k] = 1d;
        LinearProgramCandidate candidate = session.Maximize(objective, CancellationToken.None);
        if (candidate.Point is { } point && Array.TrueForAll(point, double.IsFinite) && Round(cell, [.. point.Take(k).Select(Rational.FromDouble)], 40) is { } rounded)
        {
            return rounded;
        }

        LinearProgramOutcome outcome = ExactLinearProgramming.Prove(system, [.. bound], candidate, ExactBudget.Default, CancellationToken.None);
        return outcome is LinearProgramOutcome.Optimal { Value.Sign: > 0 } optimal
            ? Round(cell, [.. optimal.Point.Take(k)], int.MaxValue)!.Value
            : throw new RegionUndecidedException($"a point inside a region: {(outcome is LinearProgramOutcome.Unknown unknown ? unknown.Reason : outcome.GetType().Name)}");
    }

    private static ImmutableArray<Dyadic>? Round(HRepresentation cell, Rational[] point, int mostBits)
    {
        for (int bits = 10; bits <= mostBits; bits *= 2)
        {
            BigInteger[] numerators = [.. point.Select(x => BigInteger.Divide((2 * x.Numerator * (BigInteger.One << bits)) + x.Denominator, 2 * x.Denominator))];
            if (cell.Rows.All(row => IntegerVector.Dot(row.Normal.AsSpan(), numerators) < row.Offset << bits))
            {
                return [.. numerators.Select(n => new Dyadic(n, -bits))];
            }
        }

        return null;
    }

    private static HalfSpace WithDepth(HalfSpace row)
        => new(row.Normal.Add(BigInteger.One << row.Normal.Max(static a => (int)BigInteger.Abs(a).GetBitLength())), row.Offset);
}
