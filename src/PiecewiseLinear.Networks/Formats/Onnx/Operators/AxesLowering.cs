using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Squeeze and Unsqueeze: axes of size one removed or added. The axes are an attribute before opset 13, an input since.</summary>
internal sealed class AxesLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Squeeze", "Unsqueeze"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, node.Opset < 13 ? 1 : 2);
        GraphValue input = node.Input(0);
        long[]? axes = node.IntegersSince(13, 1, "axes");
        TensorShape.ExpectRank(axes?.Length ?? 0);
        bool removes = string.Equals(node.Node.OpType, "Squeeze", StringComparison.Ordinal);
        return TensorSelection.Reshape(input, removes ? Squeezed(input.Shape, axes) : Unsqueezed(input.Shape, axes ?? throw new RefusalException("it has no axes")));
    }

    private static TensorShape Squeezed(TensorShape shape, long[]? axes)
    {
        HashSet<int> removed = axes is null
            ? [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1)]
            : [.. axes.Select(axis => shape.Axis(axis, shape.Rank))];
        return removed.All(axis => shape[axis] == 1)
            ? TensorShape.Of(shape.Dimensions.Where((_, axis) => !removed.Contains(axis)))
            : throw new RefusalException($"it removes axes {string.Join(",", removed)} of the shape {shape}; expected axes of size 1");
    }

    private static TensorShape Unsqueezed(TensorShape shape, long[] axes)
    {
        int rank = shape.Rank + axes.Length;
        HashSet<long> added = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (added.Count != axes.Length || added.Any(axis => axis < 0 || axis >= rank))
        {
            throw new RefusalException($"it adds axes [{string.Join(",", axes)}] to the shape {shape}; expected distinct axes of the result");
        }

        int next = 0;
        return TensorShape.Of(Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : shape[next++]).ToArray());
    }
}
