namespace PiecewiseLinear.Verification;

/// <summary>Picks the search for a group.</summary>
internal static class Portfolio
{
    /// <summary>The most inputs whose box is worth splitting.</summary>
    private const int FewInputs = 16;

    /// <summary>Input splitting for few inputs, neuron splitting for many.</summary>
    public static IGroupSearcher Choose(GroupSearch search) => search.Options.Searcher ?? (search.Network.InputDimension <= FewInputs ? new InputSplitting() : new NeuronSplitting());
}
