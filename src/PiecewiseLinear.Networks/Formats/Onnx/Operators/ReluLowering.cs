using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Relu: a hidden layer; of a constant, the constant max(c, 0).</summary>
internal sealed class ReluLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Relu"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, 1);
        FlowValue input = node.Flow(0);
        return input with { Expression = new Kinks(node).Relu(input.Expression) };
    }
}
