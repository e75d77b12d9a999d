using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Relu: a hidden layer; of a constant, the constant max(c, 0).</summary>
internal sealed class ReluLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Relu"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, 1);
        if (node.Input(0) is ConstantValue { Tensor: { Floats: { } values } tensor })
        {
            return new ConstantValue(ConstantTensor.Of(tensor.Shape, [.. values.Select(static value => Math.Max(value, 0d))]));
        }

        FlowValue input = node.Flow(0);
        int source = node.Graph.Materialize(input.Expression, node.Node.Input[0]);
        return input with { Expression = AffineExpression.OfNode(node.Graph.AddRelu(source, node.OutputName), input.Expression.Width) };
    }
}
