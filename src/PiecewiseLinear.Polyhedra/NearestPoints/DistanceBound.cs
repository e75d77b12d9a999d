using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Lower bounds of the distance from a point p to {x : ⟨aᵢ, x⟩ ≤ bᵢ} by multipliers λ ≥ 0: with g = Σλᵢaᵢ and δ = ⟨g, p⟩ − Σλᵢbᵢ, every x of the polyhedron
/// has ⟨g, p − x⟩ ≥ δ, so that ‖x − p‖ ≥ δ/‖g‖* in the norm dual to ‖·‖ (1 ↔ ∞). By duality the best multipliers give the distance itself.
/// </summary>
/// <remarks>
/// The evidence of "nothing of the polyhedron is closer than r": δ ≥ r·‖g‖*; for l2, δ ≥ 0 and δ² ≥ r²·‖g‖². Any nonnegative multipliers prove
/// some bound, so that those of a search in doubles can be used after rounding. Exact; O(d) integer operations a multiplier.
/// </remarks>
public static class DistanceBound
{
    /// <summary>The lower bound that the multipliers prove: zero when they prove none, null when they prove that the polyhedron is empty.</summary>
    /// <param name="rows">The polyhedron.</param>
    /// <param name="point">The point p, d coordinates.</param>
    /// <param name="norm">The norm of the distance.</param>
    /// <param name="multipliers">The multipliers, in the scale of the exact rows (only their ratios matter). A negative one proves nothing.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a multiplier.</param>
    /// <exception cref="ArgumentException">The point has the wrong length.</exception>
    public static ExactDistance? Of(
        HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, ImmutableArray<RowMultiplier> multipliers, CancellationToken cancellationToken = default)
    {
        if (point.Length != rows.Dimension)
        {
            throw new ArgumentException($"the point has {point.Length} coordinates, the rows have {rows.Dimension}", nameof(point));
        }

        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(point.AsSpan());
        return Of(rows, norm, multipliers, row => CenteredRows.SlackAt(rows.Rows[row], numerators, denominator), denominator, cancellationToken);
    }

    /// <summary>Whether the multipliers prove that no point of the polyhedron is closer to p than the radius (also when they prove it empty).</summary>
    /// <inheritdoc cref="Of(HRepresentation, ImmutableArray{Rational}, VectorNorm, ImmutableArray{RowMultiplier}, CancellationToken)"/>
    public static bool Proves(
        HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, ImmutableArray<RowMultiplier> multipliers, Rational radius)
        => Of(rows, point, norm, multipliers) is not { } bound || bound >= ExactDistance.OfRadius(norm, radius);

    /// <summary>The distance from p to the hyperplane of a row with a nonzero normal: a lower bound for whatever lies on it.</summary>
    /// <exception cref="ArgumentException">The normal is zero, or the point has the wrong length.</exception>
    public static ExactDistance ToHyperplane(HalfSpace row, ImmutableArray<Rational> point, VectorNorm norm)
    {
        if (row.IsTrivial || point.Length != row.Dimension)
        {
            throw new ArgumentException($"expected a row with a nonzero normal and {point.Length} coefficients, found {row.Dimension}", nameof(row));
        }

        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(point.AsSpan());
        return Quotient(BigInteger.Abs(CenteredRows.SlackAt(row, numerators, denominator)), row.Normal, denominator, norm);
    }

    internal static ExactDistance? Of(CenteredRows rows, VectorNorm norm, ImmutableArray<RowMultiplier> multipliers, CancellationToken cancellationToken)
        => Of(rows.Original, norm, multipliers, rows.Slack, rows.Denominator, cancellationToken);

    private static ExactDistance? Of(
        HRepresentation rows, VectorNorm norm, ImmutableArray<RowMultiplier> multipliers, Func<int, BigInteger> slack, BigInteger denominator, CancellationToken cancellationToken)
    {
        (BigInteger[] weights, _) = RationalVector.ToHomogeneous([.. multipliers.Select(static m => m.Weight)]);
        BigInteger[] normal = new BigInteger[rows.Dimension];
        BigInteger excess = BigInteger.Zero;
        for (int k = 0; k < weights.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (weights[k].Sign < 0)
            {
                return ExactDistance.Zero(norm);
            }

            excess -= weights[k] * slack(multipliers[k].Row);
            ImmutableArray<BigInteger> own = rows.Rows[multipliers[k].Row].Normal;
            for (int j = 0; j < normal.Length; j++)
            {
                if (!own[j].IsZero)
                {
                    normal[j] += weights[k] * own[j];
                }
            }
        }

        return excess.Sign <= 0 ? ExactDistance.Zero(norm)
            : Array.TrueForAll(normal, static a => a.IsZero) ? null
            : Quotient(excess, ImmutableArray.Create(normal), denominator, norm);
    }

    /// <summary>excess/(denominator·‖normal‖*).</summary>
    private static ExactDistance Quotient(BigInteger excess, ImmutableArray<BigInteger> normal, BigInteger denominator, VectorNorm norm)
        => new(norm, norm == VectorNorm.L2
            ? new Rational(excess * excess, denominator * denominator * DualNorms.Squared(normal))
            : new Rational(excess, denominator * DualNorms.Exact(normal, norm)));
}
