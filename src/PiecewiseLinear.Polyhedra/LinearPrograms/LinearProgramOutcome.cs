using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>A multiplier λ ≥ 0 on a row.</summary>
/// <param name="Row">The index of the row in its <see cref="HRepresentation"/>.</param>
/// <param name="Weight">The multiplier, exact, in the scale of the exact row.</param>
public readonly record struct RowMultiplier(int Row, Rational Weight);

/// <summary>
/// Multipliers λ ≥ 0 with Σλᵢaᵢ = 0 and Σλᵢbᵢ &lt; 0: no point satisfies the rows (Farkas).
/// </summary>
/// <param name="Multipliers">The nonzero multipliers, by row.</param>
public sealed record FarkasCertificate(ImmutableArray<RowMultiplier> Multipliers);

/// <summary>The proved answer to max {⟨c, x⟩ : ⟨aᵢ, x⟩ ≤ bᵢ}; one of the four cases below.</summary>
public abstract record LinearProgramOutcome
{
    private LinearProgramOutcome()
    {
    }

    /// <summary>The maximum is attained: the point is feasible and the multipliers prove that nothing is better (both exact).</summary>
    public sealed record Optimal(Rational Value, ImmutableArray<Rational> Point, ImmutableArray<RowMultiplier> Multipliers) : LinearProgramOutcome;

    /// <summary>No point satisfies the rows.</summary>
    public sealed record Infeasible(FarkasCertificate Certificate) : LinearProgramOutcome;

    /// <summary>From the feasible point along the ray the objective grows without limit.</summary>
    public sealed record Unbounded(ImmutableArray<Rational> Point, ImmutableArray<Rational> Ray) : LinearProgramOutcome;

    /// <summary>Nothing could be proved within the budget; the reason is for people.</summary>
    public sealed record Unknown(string Reason) : LinearProgramOutcome;
}
