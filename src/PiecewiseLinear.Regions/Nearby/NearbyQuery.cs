using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>A question for the linear regions near a point: those that meet a closed ball around it, the nearest ones, or both limits at once.</summary>
public sealed record NearbyQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The point, one rational an input; inside the box.</summary>
    public required ImmutableArray<Rational> Point { get; init; }

    /// <summary>The engine that proposes solutions of linear programs.</summary>
    public required ILinearProgramSolver Solver { get; init; }

    /// <summary>The norm in which distances are measured.</summary>
    public VectorNorm Norm { get; init; } = VectorNorm.L2;

    /// <summary>The radius r ≥ 0 of the closed ball {x : ‖x − point‖ ≤ r}: regions whose closure meets it are listed. Null for no limit.</summary>
    public Rational? Radius { get; init; }

    /// <summary>The number of regions after which the answer is what was asked for, at least 1. Null for no limit.</summary>
    public int? Nearest { get; init; }

    /// <summary>The domain; null for all of R^d.</summary>
    public Box? Box { get; init; }

    /// <summary>The budget in regions, at least 1: an answer that stops here is not complete.</summary>
    public int MaxRegions { get; init; } = 100_000;

    /// <summary>The budget in time; null for none.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>The budget for the set of known regions, in bytes (estimated); 1 GiB unless set.</summary>
    public long MaxMemory { get; init; } = 1L << 30;

    /// <summary>Where time comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the question against the network.</summary>
    /// <exception cref="RegionQueryException">Something does not fit; the exception names the field.</exception>
    internal Domain Validate()
    {
        if (Radius is { Sign: < 0 } radius)
        {
            throw new RegionQueryException("radius", $"the radius is {radius}, expected a number that is not negative");
        }

        if (Nearest is < 1)
        {
            throw new RegionQueryException("nearest", $"the number of nearest regions is {Nearest}, expected at least 1");
        }

        if (MaxTime is { Ticks: < 0 } time)
        {
            throw new RegionQueryException("max_time", $"the budget in time is {time}, expected a time that is not negative");
        }

        return StartingPoint.Validate();
    }

    /// <summary>The question for regions that contain the point: at least one, of many only some (the walk over facets finds the others).</summary>
    internal RegionQuery StartingPoint => new()
    {
        Network = Network,
        NetworkSha256 = string.Empty,
        Point = Point,
        Solver = Solver,
        Box = Box,
        MaxRegions = Math.Min(MaxRegions, 64),
    };
}
