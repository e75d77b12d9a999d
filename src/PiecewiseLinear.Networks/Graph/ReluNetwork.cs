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
        HiddenNeurons = HiddenLayers.Sum(static layer => layer.Width);
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

    /// <summary>The number of hidden neurons: all scalar ReLUs.</summary>
    public int HiddenNeurons { get; }
}
