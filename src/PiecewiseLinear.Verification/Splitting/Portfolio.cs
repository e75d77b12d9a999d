namespace PiecewiseLinear.Verification;

/// <summary>Picks the search for a group.</summary>
internal static class Portfolio
{
    /// <summary>Input splitting: the one search there is so far; neuron splitting for many inputs has its place here.</summary>
    public static IGroupSearcher Choose(GroupSearch search) => new InputSplitting();
}
