using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>A question about what a network does along a path.</summary>
public sealed record LineQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The path.</summary>
    public required Polyline Path { get; init; }

    /// <summary>
    /// Whether breakpoints and outputs are wanted as exact rationals. Without them the pieces, their order, their number and their patterns are exact all the same; the
    /// breakpoints are then known between two doubles, and exact arithmetic is used only where doubles cannot decide, which is many times faster on large networks.
    /// </summary>
    public bool Exact { get; init; } = true;

    /// <summary>The largest number of pieces to list, at least 1; the walk stops there and says so.</summary>
    public int MaxPieces { get; init; } = 1_000_000;

    /// <exception cref="RegionQueryException">The path does not fit the network; the exception names the field.</exception>
    internal void Validate()
    {
        if (Path.Dimension != Network.InputDimension)
        {
            throw new RegionQueryException(
                "path", $"the points of the path have {Path.Dimension} numbers, expected {Network.InputDimension}, one for each input of the network");
        }

        if (MaxPieces < 1)
        {
            throw new RegionQueryException("max_pieces", $"the limit on pieces is {MaxPieces}, expected at least 1");
        }
    }
}
