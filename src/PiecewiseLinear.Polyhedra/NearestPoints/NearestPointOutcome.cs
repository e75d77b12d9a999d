using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>The proved answer to min {‖x − p‖ : ⟨aᵢ, x⟩ ≤ bᵢ}; one of the three cases below.</summary>
public abstract record NearestPointOutcome
{
    private NearestPointOutcome()
    {
    }

    /// <summary>
    /// The minimum is attained at the point. The multipliers λ ≥ 0 prove that nothing is nearer: with g = Σλᵢaᵢ, every x of the polyhedron has
    /// ⟨g, p⟩ − Σλᵢbᵢ ≤ ⟨g, p − x⟩ ≤ ‖g‖*·‖p − x‖, with equality at the point (see <see cref="DistanceBound"/>). They are empty when p itself is in the polyhedron.
    /// </summary>
    /// <param name="Point">A nearest point, exact; for l2 the only one.</param>
    /// <param name="Distance">The distance of the point.</param>
    /// <param name="Multipliers">λ in the scale of the exact rows, by row, without zeros.</param>
    public sealed record Found(ImmutableArray<Rational> Point, ExactDistance Distance, ImmutableArray<RowMultiplier> Multipliers) : NearestPointOutcome;

    /// <summary>The polyhedron is empty.</summary>
    public sealed record Empty(FarkasCertificate Certificate) : NearestPointOutcome;

    /// <summary>Nothing could be proved within the budget; the reason is for people.</summary>
    public sealed record Unknown(string Reason) : NearestPointOutcome;
}
