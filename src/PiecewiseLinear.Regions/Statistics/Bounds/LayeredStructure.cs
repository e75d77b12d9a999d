using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Whether a lowered network is layered: each hidden layer an affine function of the hidden layer before it alone, the first one of the input.</summary>
internal static class LayeredStructure
{
    /// <summary>Null for a layered network, else the first layer that is not, and what it sees, in words.</summary>
    public static string? WhyNot(ReluNetwork network)
    {
        // What a node is an affine function of, by number: −1 the input, l the activations of hidden layer l.
        SortedSet<int>[] sees = new SortedSet<int>[network.Nodes.Length];
        for (int i = 0; i < sees.Length; i++)
        {
            switch (network.Nodes[i])
            {
                case AffineNode affine:
                    sees[i] = [.. affine.Terms.SelectMany(term => sees[term.Source])];
                    break;
                case ReluNode relu:
                    if (sees[relu.Source].Any(source => source != relu.Layer - 1))
                    {
                        return $"hidden layer {relu.Layer} is an affine function of {string.Join(" and ", sees[relu.Source].Select(Name))}, not of "
                            + $"{Name(relu.Layer - 1)} alone";
                    }

                    sees[i] = [relu.Layer];
                    break;
                default:
                    sees[i] = [-1];
                    break;
            }
        }

        return null;
    }

    private static string Name(int source) => source < 0 ? "the input" : $"hidden layer {source}";
}
