using System.Collections.Immutable;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>The network under construction.</summary>
internal sealed class LoweringGraph
{
    /// <summary>The largest sum of the widths of all nodes; keeps a small hostile file from asking for all memory.</summary>
    private const long MaxNumbers = 1L << 27;

    private readonly ImmutableArray<NetworkNode>.Builder _nodes = ImmutableArray.CreateBuilder<NetworkNode>();
    private int _layers;
    private long _numbers;

    public LoweringGraph(string inputName, int inputWidth) => Add(new InputNode(inputWidth, inputName));

    /// <summary>The index of a node with the value of an expression; an affine node is added where it is not a node already.</summary>
    public int Materialize(AffineExpression expression, string name)
    {
        if (expression.IsNode)
        {
            return expression.Terms[0].Source;
        }

        return Add(new AffineNode(expression.Width, name, expression.Terms, expression.Bias));
    }

    /// <summary>Adds a hidden layer; returns its index.</summary>
    public int AddRelu(int source, string name) => Add(new ReluNode(_nodes[source].Width, name, source, _layers++));

    /// <summary>The network whose output is the given node.</summary>
    public ReluNetwork Build(int output) => new(_nodes.ToImmutable(), output);

    private int Add(NetworkNode node)
    {
        _numbers += node.Width;
        if (_numbers > MaxNumbers)
        {
            throw new RefusalException($"the tensors up to here have more than the {MaxNumbers} numbers that are allowed");
        }

        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}
