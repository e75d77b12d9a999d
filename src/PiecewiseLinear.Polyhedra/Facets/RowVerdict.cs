using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>What is proved about one row of a full-dimensional polyhedron; one of the five cases below.</summary>
public abstract record RowVerdict
{
    private RowVerdict()
    {
    }

    /// <summary>The normal is zero and the row holds everywhere.</summary>
    public sealed record Trivial : RowVerdict;

    /// <summary>
    /// The row is a facet: without it (and its positive multiples) the polyhedron would be larger. Of all rows, the point one step away from the interior point
    /// violates exactly this one and those in <paramref name="Also"/>.
    /// </summary>
    /// <param name="Also">The rows that are positive multiples of this one, offset included, in order.</param>
    /// <param name="Step">The step from <see cref="ClassifiedRows.Interior"/>: few and short coordinates where that is enough, by coordinate, without zeros.</param>
    public sealed record Facet(ImmutableArray<int> Also, ImmutableArray<CoordinateStep> Step) : RowVerdict
    {
        /// <summary>The point beyond the facet.</summary>
        /// <param name="interior">The interior point from which the step leads.</param>
        public ImmutableArray<Rational> Beyond(ImmutableArray<Dyadic> interior)
        {
            Rational[] point = [.. interior.Select(static z => z.ToRational())];
            foreach (CoordinateStep step in Step)
            {
                point[step.Coordinate] += step.Distance;
            }

            return ImmutableArray.Create(point);
        }
    }

    /// <summary>The row is a positive multiple of a facet that comes before it (a box side comes before all others).</summary>
    /// <param name="Of">The row that stands for both; its verdict is <see cref="Facet"/>.</param>
    public sealed record Duplicate(int Of) : RowVerdict;

    /// <summary>
    /// The row a, b follows from the facets: with λ ≥ 0 over facet rows and the residual ρ = a − Σλᵢaᵢ charged to the box sides (weight ρⱼ on
    /// xⱼ ≤ upper where ρⱼ &gt; 0, weight −ρⱼ on −xⱼ ≤ −lower where ρⱼ &lt; 0), Σλᵢbᵢ + Σ charges ≤ b.
    /// </summary>
    /// <remarks>
    /// Sides may be charged even if they are redundant themselves. No circle arises: for a redundant side, in the scale where its coefficient is ±1, the
    /// charges to all sides sum to less than 1, so that they form a substochastic matrix E ≥ 0 and (I − E)⁻¹ = ΣEᵏ ≥ 0 turns the system of
    /// all redundant sides into nonnegative multipliers over facets alone.
    /// </remarks>
    /// <param name="Multipliers">λ in the scale of the exact rows, by row, without zeros.</param>
    public sealed record Redundant(ImmutableArray<RowMultiplier> Multipliers) : RowVerdict;

    /// <summary>Nothing could be proved within the budget.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Undecided(string Reason) : RowVerdict;
}

/// <summary>A coordinate's part of a step.</summary>
/// <param name="Coordinate">The coordinate.</param>
/// <param name="Distance">How far it changes; not zero.</param>
public readonly record struct CoordinateStep(int Coordinate, Rational Distance);
