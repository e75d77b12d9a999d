using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>
/// A piecewise linear network after lowering: a directed acyclic graph of affine nodes and ReLU layers in topological order, exactly the
/// function x ↦ value of the output node over the reals.
/// </summary>
public sealed class ReluNetwork
{
    /// <summary>A network from its nodes, in topological order; node 0 is the input.</summary>
    /// <exception cref="ArgumentException">The nodes break the order, the widths or the numbering of the layers.</exception>
    public ReluNetwork(ImmutableArray<NetworkNode> nodes, int outputNode)
    {
        NetworkStructure.Validate(nodes, outputNode);
        Nodes = nodes;
        OutputNode = outputNode;
        HiddenLayers = [.. nodes.OfType<ReluNode>()];
        int neurons = 0;
        FirstNeurons = [0, .. HiddenLayers.Select(layer => neurons += layer.Width)];
        HiddenNeurons = neurons;
    }

    /// <summary>The nodes in topological order.</summary>
    public ImmutableArray<NetworkNode> Nodes { get; }

    /// <summary>The index of the node whose value is the output.</summary>
    public int OutputNode { get; }

    /// <summary>The number of inputs d.</summary>
    public int InputDimension => Nodes[0].Width;

    /// <summary>The number of outputs.</summary>
    public int OutputDimension => Nodes[OutputNode].Width;

    /// <summary>The ReLU layers in order; layer l is HiddenLayers[l].</summary>
    public ImmutableArray<ReluNode> HiddenLayers { get; }

    /// <summary>Where neurons are counted through all layers, neuron i of layer l has the number FirstNeurons[l] + i; the last entry is behind the last layer.</summary>
    public ImmutableArray<int> FirstNeurons { get; }

    /// <summary>The number of hidden neurons: all scalar ReLUs.</summary>
    public int HiddenNeurons { get; }

    /// <summary>The feed-forward network of the given layers with a ReLU after each but the last.</summary>
    /// <exception cref="ArgumentException">There is no layer, or the widths do not fit.</exception>
    public static ReluNetwork FromLayers(IReadOnlyList<AffineLayer> layers)
    {
        if (layers.Count == 0)
        {
            throw new ArgumentException("a network has at least one affine layer", nameof(layers));
        }

        ImmutableArray<NetworkNode>.Builder nodes = ImmutableArray.CreateBuilder<NetworkNode>(2 * layers.Count);
        nodes.Add(new InputNode(layers[0].Weights.Columns, "input"));
        for (int l = 0; l < layers.Count; l++)
        {
            int width = layers[l].Weights.Rows;
            nodes.Add(new AffineNode(width, $"layer {l}", [new AffineTerm(nodes.Count - 1, layers[l].Weights)], layers[l].Bias));
            if (l < layers.Count - 1)
            {
                nodes.Add(new ReluNode(width, $"relu {l}", nodes.Count - 1, l));
            }
        }

        return new ReluNetwork(nodes.DrainToImmutable(), 2 * layers.Count - 1);
    }
}
