using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>What to measure about regions.</summary>
public sealed record StatisticsQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The engine that proposes solutions of linear programs.</summary>
    public required ILinearProgramSolver Solver { get; init; }

    /// <summary>The domain; null for all of R^d. Radii and facets are those of region ∩ box.</summary>
    public Box? Box { get; init; }

    /// <summary>The norm of the largest inscribed balls.</summary>
    public VectorNorm BallNorm { get; init; } = VectorNorm.L2;

    /// <summary>Whether to find the facets, and the angles between their normals.</summary>
    public bool Facets { get; init; } = true;

    /// <summary>Whether to decide how the decision boundary crosses each region.</summary>
    public bool Boundary { get; init; } = true;

    /// <summary>Whether to compute the exact volumes of the regions of a box (dimension up to about 6).</summary>
    public bool Volumes { get; init; }

    /// <summary>Along which directions to compare a region with those around it; null to leave that out.</summary>
    public WalkOptions? Walks { get; init; }

    /// <summary>The largest number of regions to take at a point where several meet, at least 1.</summary>
    public int MaxRegionsAtPoint { get; init; } = 64;

    /// <summary>How many threads may work, at least 1. The records do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The domain of the question.</summary>
    /// <exception cref="RegionQueryException">A field does not fit the network; the exception names it.</exception>
    internal Domain Validate()
    {
        if (Box is not null && Box.Dimension != Network.InputDimension)
        {
            throw new RegionQueryException("box", $"the box has {Box.Dimension} inputs, expected {Network.InputDimension}, one for each input of the network");
        }

        AtLeastOne("max_regions", "the limit on regions at a point", MaxRegionsAtPoint);
        AtLeastOne("threads", "the number of threads", Threads);
        if (Walks is { } walks)
        {
            AtLeastOne("directions", "the number of directions", walks.Directions);
            AtLeastOne("hops", "the number of hops", walks.Hops);
        }

        return new Domain(Network.InputDimension, Box);
    }

    private static void AtLeastOne(string field, string what, int value)
    {
        if (value < 1)
        {
            throw new RegionQueryException(field, $"{what} is {value}, expected at least 1");
        }
    }
}

/// <summary>Directions in which to walk from a region through its neighbors.</summary>
/// <param name="Directions">How many random directions, and how many toward other points of the question, for each region; one adversarial direction comes on top. At least 1.</param>
/// <param name="Hops">How many regions to meet on each way, at least 1.</param>
/// <param name="Seed">The seed of the random choices. Same seed, same directions, on every machine.</param>
public sealed record WalkOptions(int Directions, int Hops, ulong Seed);
