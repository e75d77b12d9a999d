using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>What an inequality of a region belongs to; one of the three cases below.</summary>
public abstract record InequalitySource
{
    private InequalitySource()
    {
    }

    /// <summary>The wall of a hidden neuron: the region is on one side of it.</summary>
    /// <param name="Layer">The hidden layer.</param>
    /// <param name="Neuron">Its place there.</param>
    public sealed record Wall(int Layer, int Neuron) : InequalitySource;

    /// <summary>A side of the domain.</summary>
    /// <param name="Input">The input.</param>
    /// <param name="IsUpper">Whether it is the upper side.</param>
    public sealed record BoxSide(int Input, bool IsUpper) : InequalitySource;

    /// <summary>That the class wins against another one.</summary>
    /// <param name="Label">The other one.</param>
    public sealed record Rival(int Label) : InequalitySource;
}

/// <summary>The inequality ⟨Normal, x⟩ ≤ Offset with its multiplier; exact.</summary>
/// <param name="Source">What it belongs to.</param>
/// <param name="Normal">The normal, one number an input.</param>
/// <param name="Offset">The right-hand side.</param>
/// <param name="Weight">The multiplier, positive, in the scale in which it is written here.</param>
public sealed record WeightedInequality(InequalitySource Source, ImmutableArray<Rational> Normal, Rational Offset, Rational Weight);

/// <summary>Why a class does not win at a point.</summary>
public sealed record WhyNotAnswer
{
    /// <summary>The class that does not win.</summary>
    public required int Class { get; init; }

    /// <summary>The label at the point.</summary>
    public required int Label { get; init; }

    /// <summary>The outputs at the point.</summary>
    public required ImmutableArray<Rational> Outputs { get; init; }

    /// <summary>The phases of the region that is looked at: that of the point (where several meet, the one in which neurons at zero are inactive).</summary>
    public required ActivationPattern Pattern { get; init; }

    /// <summary>
    /// Whether the region (in the domain) keeps the class from winning: true: no point of it lets the class win or tie, and <see cref="Inequalities"/> with their weights add up to a
    /// contradiction (Farkas); false: some point does; null: not decided within the budget.
    /// </summary>
    public required bool? RegionKeepsIt { get; init; }

    /// <summary>
    /// Where the region keeps it: the inequalities that do, the weighted sum of whose left sides is 0 and of whose right sides is negative. Otherwise those that make the nearest point of the region where the class
    /// wins or ties no nearer.
    /// </summary>
    public required ImmutableArray<WeightedInequality> Inequalities { get; init; }

    /// <summary>The nearest point of the region where the class wins or ties; null where there is none.</summary>
    public required ImmutableArray<Rational>? NearestInRegion { get; init; }

    /// <summary>Its distance; null where there is none.</summary>
    public required ExactDistance? DistanceInRegion { get; init; }

    /// <summary>The least change, anywhere, with which the class wins or ties.</summary>
    public required BoundaryAnswer Change { get; init; }
}
