using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Max and Min of any number of tensors with broadcasting: a left fold in the order of the inputs.</summary>
internal sealed class ExtremumLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Max", "Min"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, int.MaxValue);
        bool minimum = string.Equals(node.Node.OpType, "Min", StringComparison.Ordinal);
        Kinks kinks = new(node);
        FlowValue fold = node.Flow(0);
        for (int i = 1; i < node.InputCount; i++)
        {
            FlowValue next = node.Shared(i);
            TensorShape shape = TensorShape.Broadcast(fold.Shape, next.Shape);
            AffineExpression a = ElementwiseSum.Broadcast(node, fold, shape), b = ElementwiseSum.Broadcast(node, next, shape);
            fold = new FlowValue(shape, minimum ? kinks.Min(a, b) : kinks.Max(a, b));
        }

        node.Note(minimum ? "lowered to the left fold min(a, b) = b − relu(b − a)" : "lowered to the left fold max(a, b) = b + relu(a − b)");
        return fold;
    }
}
