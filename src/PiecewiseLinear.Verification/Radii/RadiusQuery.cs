using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification;

/// <summary>How a radius is searched for. Every way gives the same exact answer.</summary>
public enum RadiusMethod
{
    /// <summary>By the size of the network.</summary>
    Auto,

    /// <summary>Linear regions one after the other, nearest first, across facets; for small networks.</summary>
    Regions,

    /// <summary>Branch and bound over the ball that the best point so far leaves, with linear bounds and exact leaves.</summary>
    BranchAndBound,
}

/// <summary>
/// A question for the distance from a point to a set D at the decision boundary of a network: by default to where another class ties or wins (<see cref="RadiusGoal.Beaten"/>).
/// </summary>
public sealed record RadiusQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The point P, one rational an input; inside the box.</summary>
    public required ImmutableArray<Rational> Point { get; init; }

    /// <summary>The norm of the distance.</summary>
    public required VectorNorm Norm { get; init; }

    /// <summary>
    /// The class to keep: the index of an output, or with a single output its sign (1 for f &gt; 0, 0 for f &lt; 0). Null: the decision at P (at a tie the first of the largest
    /// outputs; a single output that is zero counts as 1). Where the decision at P is not this label alone, the distance is 0.
    /// </summary>
    public int? Label { get; init; }

    /// <summary>The only other class to look at; null for every other class.</summary>
    public int? Target { get; init; }

    /// <summary>Which set the distance is taken from.</summary>
    public RadiusGoal Goal { get; init; } = RadiusGoal.Beaten;

    /// <summary>The largest number of inputs in which a point may differ from P; null for no limit. Needs a box.</summary>
    public int? MaxChanged { get; init; }

    /// <summary>The domain; null for all of R^d.</summary>
    public Box? Box { get; init; }

    /// <summary>How to search.</summary>
    public RadiusMethod Method { get; init; } = RadiusMethod.Auto;

    /// <summary>Whether to record the proof of the lower bound, for a certificate.</summary>
    public bool RecordProof { get; init; }

    /// <summary>The budget in time, at the end of which the best bounds so far are the answer; null for none.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>The number of threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The engine that proposes solutions of linear programs.</summary>
    public ILinearProgramSolver Solver { get; init; } = new DenseSimplex();

    /// <summary>Where time comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Branch and bound splits inputs up to this many of them, neurons beyond.</summary>
    internal int MostSplitInputs { get; init; } = 10;

    /// <summary>Checks the question against the network.</summary>
    /// <exception cref="RegionQueryException">Something does not fit; the exception names the field.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        int d = Network.InputDimension, classes = Math.Max(2, Network.OutputDimension);
        Refuse(Point.Length != d, "point", $"the point has {Point.Length} numbers, expected {d}, one for each input of the network");
        Refuse(Box is not null && Box.Dimension != d, "box", $"the box has {Box?.Dimension} inputs, expected {d}, one for each input of the network");
        for (int j = 0; Box is not null && j < d; j++)
        {
            Refuse(
                Point[j] < Box.Lower[j] || Point[j] > Box.Upper[j], "point",
                $"input {j} of the point is {Point[j]}, outside the box, which allows {Box.Lower[j]} to {Box.Upper[j]}");
        }

        Refuse(Label is { } label && (label < 0 || label >= classes), "label", $"the label is {Label}, expected 0 to {classes - 1}, the classes of the network");
        Refuse(Target is { } target && (target < 0 || target >= classes), "target", $"the target is {Target}, expected 0 to {classes - 1}, the classes of the network");
        Refuse(Target is not null && Target == Label, "target", $"the target is {Target}, the label itself; expected another class");
        Refuse(MaxChanged is < 0, "max_changed", $"the number of inputs that may change is {MaxChanged}, expected one that is not negative");
        Refuse(MaxChanged is not null && Box is null, "box", "there is no box, expected one where the number of inputs that may change is limited");
        Refuse(MaxChanged is not null && Method == RadiusMethod.Regions, "method", "a limited number of changed inputs is searched for by branch and bound only");
        Refuse(MaxTime is { Ticks: < 0 }, "max_time", $"the budget in time is {MaxTime}, expected a time that is not negative");
    }

    private static void Refuse(bool condition, string field, string message)
    {
        if (condition)
        {
            throw new RegionQueryException(field, message);
        }
    }
}
