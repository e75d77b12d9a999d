using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// MaxPool and AveragePool over any number of spatial axes. A maximum is a left fold over the elements of the window that are in the input,
/// row-major. An average divides by their count, or with count_include_pad by the size of the
/// window. (Where ceil_mode makes a window reach beyond the padding, ONNX Runtime divides by another count than PyTorch; that is refused.)
/// </summary>
internal sealed class PoolingLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["MaxPool", "AveragePool"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, 1);
        FlowValue input = node.Flow(0);
        long[] kernel = node.Attributes.Integers("kernel_shape") ?? throw new RefusalException("it has no kernel_shape");
        if (input.Shape.Rank < 3 || kernel.Length != input.Shape.Rank - 2 || kernel.Any(static size => size is < 1 or > TensorShape.MaxCount))
        {
            throw new RefusalException($"its input has the shape {input.Shape} and its kernel [{string.Join(",", kernel)}]; expected [batch, channels, …] and a positive size a spatial axis");
        }

        bool average = string.Equals(node.Node.OpType, "AveragePool", StringComparison.Ordinal);
        node.Attributes.Ignore("storage_order");
        bool roundUp = node.Attributes.Integer("ceil_mode", 0) != 0;
        bool countPadding = average && node.Attributes.Integer("count_include_pad", 0) != 0;
        WindowAxis[] axes = WindowAxis.Read(node.Attributes, input.Shape, TensorShape.Of([1, 1, .. kernel.Select(static size => (int)size)]), pooling: true, roundUp);
        int planes = input.Shape[0] * input.Shape[1];
        TensorShape shape = TensorShape.Of([input.Shape[0], input.Shape[1], .. axes.Select(static axis => axis.Outputs)]);
        node.Work.Spend(shape.Count, 8 + (4 * axes.Aggregate(1L, static (taps, axis) => Math.Min(taps * axis.Kernel, int.MaxValue))));
        if (countPadding && node.Opset >= 19 && (roundUp || axes.Any(static axis => axis.Before != axis.After)))
        {
            throw new RefusalException("from opset 19 on runtimes disagree on what count_include_pad divides by where the padding is lopsided or ceil_mode is set; export it with a Pad before, or for opset 18");
        }

        if (countPadding && axes.Any(static axis => !axis.IsPadded(axis.Outputs - 1, axis.Kernel - 1)))
        {
            throw new RefusalException("ceil_mode makes its last windows reach beyond the padding, and runtimes disagree on what count_include_pad divides by there; export it without one of the two");
        }

        int[][] windows = Windows(axes);
        if (windows.Any(static window => window.Length == 0))
        {
            throw new RefusalException("one of its windows lies in the padding alone; expected every window to meet the input");
        }

        int plane = input.Shape.CountOf(2, input.Shape.Rank);
        int[][] groups = [.. Enumerable.Range(0, planes).SelectMany(p => windows.Select(window => Array.ConvertAll(window, tap => (p * plane) + tap)))];
        if (average)
        {
            int[] counts = [.. groups.Select(group => countPadding ? kernel.Aggregate(1, static (product, size) => checked(product * (int)size)) : group.Length)];
            node.Note($"exact means over {(counts.Min() == counts.Max() ? $"{counts[0]}" : $"{counts.Min()} to {counts.Max()}")} numbers each");
            return new FlowValue(shape, WindowReduction.Mean(node, input.Expression, groups, counts));
        }

        AffineExpression maximum = WindowReduction.Extreme(node, input.Expression, groups, minimum: false);
        node.Note($"lowered to the left fold max(a, b) = b + relu(a − b) over windows of at most {groups.Max(static group => group.Length)}");
        return new FlowValue(shape, maximum);
    }

    /// <summary>Per window of a plane the elements in the input, row-major.</summary>
    private static int[][] Windows(WindowAxis[] axes)
    {
        int[][] windows = [[0]];
        foreach (WindowAxis axis in axes)
        {
            int[][] taps = [.. Enumerable.Range(0, axis.Outputs).Select(o => Taps(axis, o))];
            windows = [.. windows.SelectMany(outer => taps.Select(inner => (int[])[.. outer.SelectMany(o => inner.Select(i => (o * axis.Inputs) + i))]))];
        }

        return windows;
    }

    private static int[] Taps(WindowAxis axis, int output)
    {
        List<int> taps = [];
        for (int k = 0; k < axis.Kernel; k++)
        {
            if (axis.TryInput(output, k, out int input))
            {
                taps.Add(input);
            }
        }

        return [.. taps];
    }
}
