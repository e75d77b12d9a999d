using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>A question about what a network is on a plane slice.</summary>
public sealed record SliceQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>The slice.</summary>
    public required PlaneSlice Slice { get; init; }

    /// <summary>The largest number of regions to report, at least 1; the enumeration stops there and says so.</summary>
    public long MaxRegions { get; init; } = 1_000_000;

    /// <exception cref="RegionQueryException">The slice does not fit the network; the exception names the field.</exception>
    internal void Validate()
    {
        if (Slice.Origin.Length != Network.InputDimension)
        {
            throw new RegionQueryException(
                "origin", $"the points of the slice have {Slice.Origin.Length} numbers, expected {Network.InputDimension}, one for each input of the network");
        }

        if (MaxRegions < 1)
        {
            throw new RegionQueryException("max_regions", $"the limit on regions is {MaxRegions}, expected at least 1");
        }
    }
}
