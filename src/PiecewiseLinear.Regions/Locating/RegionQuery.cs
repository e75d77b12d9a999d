using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>A question about the linear regions that contain a point.</summary>
public sealed record RegionQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The SHA-256 of the network's file, to which the certificate is bound.</summary>
    public required string NetworkSha256 { get; init; }

    /// <summary>The point, one rational an input.</summary>
    public required ImmutableArray<Rational> Point { get; init; }

    /// <summary>The engine that proposes solutions of linear programs.</summary>
    public required ILinearProgramSolver Solver { get; init; }

    /// <summary>The domain; null for all of R^d.</summary>
    public Box? Box { get; init; }

    /// <summary>Whether to find the facets.</summary>
    public bool Facets { get; init; } = true;

    /// <summary>The norm of the largest inscribed ball; null to leave the ball out.</summary>
    public VectorNorm? BallNorm { get; init; } = VectorNorm.L2;

    /// <summary>Whether to find the region across each facet (implies facets).</summary>
    public bool Neighbors { get; init; }

    /// <summary>Whether to list the vertices (implies facets).</summary>
    public bool Vertices { get; init; }

    /// <summary>The largest number of regions to list when several meet at the point, at least 1.</summary>
    public int MaxRegions { get; init; } = 1000;

    /// <summary>The largest number of vertices to list for a region, at least 1.</summary>
    public int MaxVertices { get; init; } = 100_000;

    /// <summary>Where time comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the question against the network.</summary>
    /// <exception cref="RegionQueryException">The point or the box does not fit; the exception names the field.</exception>
    internal Domain Validate()
    {
        int d = Network.InputDimension;
        if (Point.Length != d)
        {
            throw new RegionQueryException("point", $"the point has {Point.Length} numbers, expected {d}, one for each input of the network");
        }

        if (Box is not null && Box.Dimension != d)
        {
            throw new RegionQueryException("box", $"the box has {Box.Dimension} inputs, expected {d}, one for each input of the network");
        }

        for (int j = 0; Box is not null && j < d; j++)
        {
            if (Point[j] < Box.Lower[j] || Point[j] > Box.Upper[j])
            {
                throw new RegionQueryException("point", $"input {j} of the point is {Point[j]}, outside the box, which allows {Box.Lower[j]} to {Box.Upper[j]}");
            }
        }

        if (MaxRegions < 1)
        {
            throw new RegionQueryException("max_regions", $"the limit on regions is {MaxRegions}, expected at least 1");
        }

        return new Domain(d, Box);
    }
}

/// <summary>A question that cannot be asked of this network; the message names the value and the expectation, <see cref="Field"/> the place.</summary>
public sealed class RegionQueryException : Exception
{
    /// <summary>Says what is wrong with which field.</summary>
    public RegionQueryException(string field, string message)
        : base(message)
    {
        Field = field;
    }

    /// <summary>Says what is wrong with the question as a whole.</summary>
    public RegionQueryException(string message)
        : this(string.Empty, message)
    {
    }

    /// <summary>Says what is wrong, and the cause.</summary>
    public RegionQueryException(string message, Exception innerException)
        : base(message, innerException)
    {
        Field = string.Empty;
    }

    /// <summary>A question that cannot be asked.</summary>
    public RegionQueryException()
        : this("the question cannot be asked of this network")
    {
    }

    /// <summary>The name of the offending field: point, box, max_regions, …</summary>
    public string Field { get; }
}
