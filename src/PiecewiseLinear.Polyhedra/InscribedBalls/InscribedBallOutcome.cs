using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>What is proved about the largest ball inside a polyhedron; one of the four cases below.</summary>
public abstract record InscribedBallOutcome
{
    private InscribedBallOutcome()
    {
    }

    /// <summary>The inradius is positive and finite.</summary>
    public sealed record Found(ChebyshevBall Ball) : InscribedBallOutcome;

    /// <summary>There are balls of every radius: along the ray every row with a nonzero normal falls strictly, ⟨aᵢ, ray⟩ &lt; 0.</summary>
    /// <param name="Center">The center of a ball of radius <paramref name="Lower"/> inside.</param>
    /// <param name="Lower">A positive radius.</param>
    /// <param name="Ray">The direction.</param>
    public sealed record Unbounded(ImmutableArray<Rational> Center, Rational Lower, ImmutableArray<Rational> Ray) : InscribedBallOutcome;

    /// <summary>
    /// The polyhedron has no interior point (it is empty or lower-dimensional): λ ≥ 0, with Σλᵢaᵢ = 0 and Σλᵢbᵢ ≤ 0, where
    /// λ is positive on a row with a nonzero normal or Σλᵢbᵢ &lt; 0.
    /// </summary>
    public sealed record NoInterior(ImmutableArray<RowMultiplier> Multipliers) : InscribedBallOutcome;

    /// <summary>Nothing could be proved within the budget; the reason is for people.</summary>
    public sealed record Unknown(string Reason) : InscribedBallOutcome;
}
