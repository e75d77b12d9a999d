using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// Functions of one number with one kink: Abs(x) = 2·relu(x) − x, LeakyRelu(x) = αx + (1 − α)·relu(x), PRelu the same with an α a
/// channel (or any shape that broadcasts to that of x).
/// </summary>
internal sealed class BentLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Abs", "LeakyRelu", "PRelu"];

    public GraphValue Lower(NodeContext node)
    {
        int inputs = string.Equals(node.Node.OpType, "PRelu", StringComparison.Ordinal) ? 2 : 1;
        node.ExpectInputs(inputs, inputs);
        FlowValue input = node.Shared(0);
        AffineExpression x = input.Expression;
        Kinks kinks = new(node);
        switch (node.Node.OpType)
        {
            case "Abs":
                node.Note("lowered to 2·relu(x) − x");
                return input with { Expression = kinks.Sum(kinks.Scaled(kinks.Relu(x), 2d), kinks.Minus(x)) };
            case "LeakyRelu":
                double alpha = node.Attributes.Float("alpha", 0.01f);
                node.Note($"lowered to αx + (1 − α)·relu(x) with α = {alpha:R}");
                double[] everywhere = new double[x.Width];
                Array.Fill(everywhere, alpha);
                return input with { Expression = kinks.Leaky(x, everywhere) };
            default:
                node.Note("lowered to αx + (1 − α)·relu(x)");
                return input with { Expression = kinks.Leaky(x, Slopes(node, input.Shape)) };
        }
    }

    private static double[] Slopes(NodeContext node, TensorShape shape)
    {
        (TensorShape found, double[] slopes) = node.Floats(1, "the slope");
        return TensorShape.Broadcast(found, shape) == shape
            ? [.. found.BroadcastIndices(shape, node.Work).Select(index => slopes[index])]
            : throw new RefusalException($"the slope has the shape {found}; expected one that broadcasts to {shape}");
    }
}
