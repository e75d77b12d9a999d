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

    /// <summary>Where to stop.</summary>
    public EnumerationBudget Budget { get; init; } = EnumerationBudget.Unlimited;

    /// <summary>The number of threads; 0 for one a processor. The answer is the same for any number.</summary>
    public int Threads { get; init; }

    /// <summary>The engine.</summary>
    public EnumerationEngine Engine { get; init; } = EnumerationEngine.Auto;

    /// <summary>
    /// Goes on where an earlier enumeration of the same question stopped; its totals are included. The quantities must be the same, and those that need
    /// sets (<see cref="CountedQuantities.Hamming1"/>, <see cref="CountedQuantities.Maps"/>) cannot be resumed.
    /// </summary>
    public string? ResumeToken { get; init; }

    /// <summary>How often progress is reported.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>False trusts the double filter blindly. For the benchmark that measures what exactness costs; the counts are then no answer.</summary>
    internal bool Rigorous { get; init; } = true;

    /// <summary>Records the steps as evidence; null for none.</summary>
    internal ICountEvidence? Evidence { get; init; }

    /// <summary>The question about a box.</summary>
    /// <exception cref="RegionQueryException">The box has another number of inputs than the network.</exception>
    public static EnumerationQuery InBox(ReluNetwork network, Box box)
        => box.Dimension == network.InputDimension
            ? new() { Network = network, Domain = InputEmbedding.OfBox(box) }
            : throw new RegionQueryException("box", $"the box has {box.Dimension} inputs, expected {network.InputDimension}, one for each input of the network");
}
