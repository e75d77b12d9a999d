using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>What kind of point is wanted. With label a, outputs y and another label j (the target, where one is given):</summary>
public enum BoundaryGoal
{
    /// <summary>A point of the decision boundary of a: yⱼ = y_a for some j ≠ a, and no output is larger. With one output: y = 0.</summary>
    Boundary,

    /// <summary>A point across it: some yⱼ with j ≠ a is larger than every other output. With one output: y has strictly the other sign.</summary>
    Across,

    /// <summary>A point where j at least ties: yⱼ ≥ every other output. Closed like <see cref="Boundary"/>; with a target the tie may be with any label.</summary>
    Reach,
}

/// <summary>What is to be smallest.</summary>
public enum BoundaryObjective
{
    /// <summary>Nothing: any point will do.</summary>
    None,

    /// <summary>The number of inputs that differ from the point.</summary>
    Changed,

    /// <summary>The distance Σ|xⱼ − pⱼ|.</summary>
    L1,

    /// <summary>The distance √Σ(xⱼ − pⱼ)².</summary>
    L2,

    /// <summary>The distance max|xⱼ − pⱼ|.</summary>
    LInf,
}

/// <summary>The closed ball {x : ‖x − p‖ ≤ radius} around the point of the query.</summary>
/// <param name="Norm">The norm.</param>
/// <param name="Radius">The radius, not negative.</param>
public sealed record NormBall(VectorNorm Norm, Rational Radius);

/// <summary>A question for a point on, or across, the decision boundary of a network near a point, under conditions that need logic.</summary>
public sealed record BoundaryQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The point p, one rational an input. It need not satisfy the conditions itself.</summary>
    public required ImmutableArray<Rational> Point { get; init; }

    /// <summary>The label a; null for the network's decision at the point (the first of the largest outputs; a single output that is zero counts as 1).</summary>
    public int? Label { get; init; }

    /// <summary>The only other label that counts; null for every other.</summary>
    public int? Target { get; init; }

    /// <summary>What kind of point is wanted.</summary>
    public BoundaryGoal Goal { get; init; }

    /// <summary>What is to be smallest.</summary>
    public BoundaryObjective Minimize { get; init; }

    /// <summary>The domain; null for all of R^d.</summary>
    public Box? Box { get; init; }

    /// <summary>A ball around the point that the answer must lie in; null for none.</summary>
    public NormBall? Ball { get; init; }

    /// <summary>The largest number of inputs that may differ from the point; null for no limit.</summary>
    public int? MaxChanged { get; init; }

    /// <summary>The inputs that must be whole numbers.</summary>
    public ImmutableArray<int> Integers { get; init; } = [];

    /// <summary>The inputs that must have one of finitely many values.</summary>
    public ImmutableArray<InputCategory> Categories { get; init; } = [];

    /// <summary>Groups of inputs of which exactly one must be 1 and the others 0.</summary>
    public ImmutableArray<ImmutableArray<int>> OneHot { get; init; } = [];

    /// <summary>The user's own conditions; null for none.</summary>
    public ConstraintScript? Constraints { get; init; }

    /// <summary>The engine of the logic.</summary>
    public required ISatisfiabilitySolver Solver { get; init; }

    /// <summary>The engine that proposes solutions of the linear programs that shorten a change within its region.</summary>
    public ILinearProgramSolver LinearPrograms { get; init; } = new DenseSimplex();

    /// <summary>How hard to try.</summary>
    public BoundaryOptions Options { get; init; } = new();
}

/// <summary>An input with finitely many values.</summary>
/// <param name="Input">The input.</param>
/// <param name="Values">The values, at least one.</param>
public sealed record InputCategory(int Input, ImmutableArray<Rational> Values);

/// <summary>How hard to try.</summary>
public sealed record BoundaryOptions
{
    /// <summary>The time after which the answer is unknown; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The memory of the logic engine in megabytes, from 1. Default: 2,048.</summary>
    public int MemoryMegabytes { get; init; } = 2048;

    /// <summary>The relative width at which the enclosure of a smallest distance is good enough, once the exact end could not be proved. Default: 1/1000.</summary>
    public Rational Precision { get; init; } = new(1, 1000);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many threads our own verification of plain questions may use; at least 1.</summary>
    public int Threads { get; init; } = 1;
}
