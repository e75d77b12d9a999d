using System.Collections.Immutable;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>The network under construction.</summary>
internal sealed class LoweringGraph
{
    private readonly ImmutableArray<NetworkNode>.Builder _nodes = ImmutableArray.CreateBuilder<NetworkNode>();
    private int _layers;

    public LoweringGraph(string inputName, int inputWidth) => _nodes.Add(new InputNode(inputWidth, inputName));

    /// <summary>The index of a node with the value of an expression; an affine node is added where it is not a node already.</summary>
    public int Materialize(AffineExpression expression, string name)
    {
        if (expression.IsNode)
        {
            return expression.Terms[0].Source;
        }

        _nodes.Add(new AffineNode(expression.Width, name, expression.Terms, expression.Bias));
        return _nodes.Count - 1;
    }

    /// <summary>Adds a hidden layer; returns its index.</summary>
    public int AddRelu(int source, string name)
    {
        _nodes.Add(new ReluNode(_nodes[source].Width, name, source, _layers++));
        return _nodes.Count - 1;
    }

    /// <summary>The network whose output is the given node.</summary>
    public ReluNetwork Build(int output) => new(_nodes.ToImmutable(), output);
}
