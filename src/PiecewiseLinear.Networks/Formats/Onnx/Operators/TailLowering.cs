using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// Softmax, LogSoftmax and Sigmoid at the very end: dropped and recorded as the tail, since they keep the order of the outputs (or the
/// sign at 1/2). Anywhere else they are refused.
/// </summary>
internal sealed class TailLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Softmax", "LogSoftmax", "Sigmoid"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, 1);
        string name = node.Node.OpType;
        if (!node.IsNetworkOutput)
        {
            throw new RefusalException($"it is not piecewise linear; {name} is read only at the very end of a network");
        }

        FlowValue input = node.Flow(0);
        if (!string.Equals(name, "Sigmoid", StringComparison.Ordinal))
        {
            ExpectAllOutputsTogether(node, input.Shape);
        }

        node.Tail = Enum.Parse<NetworkTail>(name);
        node.Note($"{name} at the end was dropped: outputs are the numbers before it, in the same order");
        return input;
    }

    /// <summary>Before opset 13 all axes from the given one on are normalized together, since then the one axis alone.</summary>
    private static void ExpectAllOutputsTogether(NodeContext node, TensorShape shape)
    {
        bool together = node.Opset < 13;
        int axis = shape.Axis(node.Attributes.Integer("axis", together ? 1 : -1), shape.Rank);
        int normalized = together ? shape.CountOf(axis, shape.Rank) : shape[axis];
        if (normalized != shape.Count)
        {
            throw new RefusalException($"it normalizes {normalized} of the {shape.Count} outputs at a time; expected all together");
        }
    }
}
