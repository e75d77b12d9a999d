using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Whether there is a point.</summary>
public enum BoundaryStatus
{
    /// <summary>Nothing was decided; the reason says why.</summary>
    Unknown,

    /// <summary>There is a point, and here is one.</summary>
    Found,

    /// <summary>There is none.</summary>
    None,
}

/// <summary>What an answer rests on.</summary>
public enum BoundaryEvidence
{
    /// <summary>The solver's word, for a part of it at least.</summary>
    SolverClaim,

    /// <summary>Our own rigorous arithmetic, without a certificate.</summary>
    Enclosed,

    /// <summary>Exact evaluation of the point, or a certificate.</summary>
    Certified,
}

/// <summary>The answer to a boundary query.</summary>
public sealed record BoundaryAnswer
{
    /// <summary>Whether there is a point.</summary>
    public required BoundaryStatus Status { get; init; }

    /// <summary>The label that the query is about.</summary>
    public required int Label { get; init; }

    /// <summary>Why nothing was decided, or why what is smallest is not closed exactly; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The point, evaluated and confirmed exactly; present exactly where one was found.</summary>
    public BoundaryPoint? Point { get; init; }

    /// <summary>What was minimized: proved or claimed bounds of it; null where nothing was.</summary>
    public MinimumEnclosure? Minimum { get; init; }

    /// <summary>What the answer that there is a point, or none, rests on.</summary>
    public required BoundaryEvidence Evidence { get; init; }

    /// <summary>What a certificate can show: that there is no point, or none with less of what was minimized, as far as our own search proves it, and at least that the point is one of the goal; null where there is nothing.</summary>
    public BoundaryProof? Proof { get; init; }

    /// <summary>What it took.</summary>
    public required BoundaryEffort Effort { get; init; }

    /// <summary>The time the question took, loading excluded.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>
/// A proof of our own about the question without its logic: no point of the domain reaches the goal, or none nearer than a distance, or none with so few changes. It holds for every query with the same goal that demands more.
/// </summary>
/// <param name="Question">What it is about: the goal (for an open one its closure), the domain, the number of changed inputs.</param>
/// <param name="Answer">What is proved, with the proof; <see cref="RadiusCertificate"/> writes it.</param>
/// <param name="IsWhole">Whether the query says nothing that the question does not.</param>
public sealed record BoundaryProof(RadiusQuery Question, RadiusAnswer Answer, bool IsWhole);

/// <summary>A point that satisfies all conditions of a query; every field exact.</summary>
public sealed record BoundaryPoint
{
    /// <summary>The point.</summary>
    public required ImmutableArray<Rational> Input { get; init; }

    /// <summary>The outputs there.</summary>
    public required ImmutableArray<Rational> Outputs { get; init; }

    /// <summary>The other label.</summary>
    public required int Other { get; init; }

    /// <summary>The inputs that differ from the query's point.</summary>
    public required ImmutableArray<int> Changed { get; init; }

    /// <summary>The distances from the query's point in l1, l2 (squared) and linf.</summary>
    public required ImmutableArray<ExactDistance> Distances { get; init; }

    /// <summary>Values of the user's own constants with which the conditions hold; empty without any.</summary>
    public ImmutableArray<(string Name, Rational Value)> Constants { get; init; } = [];

    /// <summary>Whether the user's conditions were evaluated here; false where only the solver has checked them.</summary>
    public bool ConditionsEvaluated { get; init; } = true;

    /// <summary>The distance in one norm.</summary>
    public ExactDistance DistanceIn(VectorNorm norm) => Distances.First(distance => distance.Norm == norm);
}

/// <summary>Bounds of what was minimized: a number of inputs, a distance, or (l2) the square of one.</summary>
/// <param name="Objective">What was minimized.</param>
/// <param name="Lower">No point has less. For an open goal nothing attains the infimum, and this is a bound of that.</param>
/// <param name="Upper">What the point has; null where none was found.</param>
/// <param name="Evidence">What the lower bound rests on.</param>
public sealed record MinimumEnclosure(BoundaryObjective Objective, Rational Lower, Rational? Upper, BoundaryEvidence Evidence)
{
    /// <summary>Whether both ends meet: the point is a smallest one.</summary>
    public bool IsExact => Upper == Lower;
}

/// <summary>What an answer took.</summary>
/// <param name="Nodes">Sets of changes, and parts of balls, bounded.</param>
/// <param name="Supports">Supports given to the solver.</param>
/// <param name="Checks">Checks of the solver.</param>
/// <param name="MostCases">The largest number of neurons that became cases.</param>
public readonly record struct BoundaryEffort(long Nodes, long Supports, long Checks, int MostCases);
