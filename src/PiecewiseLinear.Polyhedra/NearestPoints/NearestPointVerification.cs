using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Recomputes from the rows alone that an outcome is proved by what it carries. It knows nothing of how the outcome was found.
/// </summary>
internal static class NearestPointVerification
{
    /// <summary>Whether the outcome's evidence proves it; an unknown claims nothing and is fine.</summary>
    public static bool Proves(HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, NearestPointOutcome outcome, CancellationToken cancellationToken)
        => outcome switch
        {
            NearestPointOutcome.Found found => IsNearest(rows, point, norm, found, cancellationToken),
            NearestPointOutcome.Empty empty => DistanceBound.Of(rows, point, norm, empty.Certificate.Multipliers, cancellationToken) is null,
            _ => true,
        };

    private static bool IsNearest(HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, NearestPointOutcome.Found found, CancellationToken cancellationToken)
        => found.Point.Length == rows.Dimension
            && found.Distance == ExactDistance.OfVector(norm, [.. found.Point.Zip(point, static (x, p) => x - p)])
            && IsFeasible(rows, found.Point, cancellationToken)
            && (found.Distance.IsZero || DistanceBound.Of(rows, point, norm, found.Multipliers, cancellationToken) == found.Distance);

    private static bool IsFeasible(HRepresentation rows, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(point.AsSpan());
        RowEnclosures slacks = RowEnclosures.Slacks(rows, new ExactVector(numerators, denominator).Approximate(0));
        for (int i = 0; i < rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!slacks.IsPositive(i) && CenteredRows.SlackAt(rows.Rows[i], numerators, denominator).Sign < 0)
            {
                return false;
            }
        }

        return true;
    }
}
