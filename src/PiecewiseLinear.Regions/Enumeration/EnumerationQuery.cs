using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>A question about all linear regions of a network in a box.</summary>
public sealed record EnumerationQuery
{
    /// <summary>The network.</summary>
    public required ReluNetwork Network { get; init; }

    /// <summary>Where: a box with its fixed inputs as constants, a plane slice, a segment.</summary>
    public required InputEmbedding Domain { get; init; }

    /// <summary>What to count beside the regions.</summary>
    public CountedQuantities Quantities { get; init; } = CountedQuantities.Facets;

    /// <summary>The question about a box.</summary>
    public static EnumerationQuery InBox(ReluNetwork network, Box box) => new() { Network = network, Domain = InputEmbedding.OfBox(box) };
}
