using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// MaxPool and AveragePool over any number of spatial axes. A maximum is a left fold over the elements of the window that are in the input,
/// row-major. An average divides by their count, or with count_include_pad by the count of those in the input or its padding.
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
        WindowAxis[] axes = WindowAxis.Read(node.Attributes, input.Shape, TensorShape.Of([1, 1, .. kernel.Select(static size => (int)size)]), roundUp);
        int planes = input.Shape[0] * input.Shape[1];
        TensorShape shape = TensorShape.Of([input.Shape[0], input.Shape[1], .. axes.Select(static axis => axis.Outputs)]);
        WindowReduction.ExpectMembers(node.Graph, shape.Count, axes.Aggregate(1L, static (taps, axis) => Math.Min(taps * axis.Kernel, int.MaxValue)));
        (int[][] windows, int[] padded) = Windows(axes);
        if (windows.Any(static window => window.Length == 0))
        {
            throw new RefusalException("one of its windows lies in the padding alone; expected every window to meet the input");
        }

        int plane = input.Shape.CountOf(2, input.Shape.Rank);
        int[][] groups = [.. Enumerable.Range(0, planes).SelectMany(p => windows.Select(window => Array.ConvertAll(window, tap => (p * plane) + tap)))];
        if (average)
        {
            int[] counts = [.. groups.Select((group, i) => countPadding ? padded[i % padded.Length] : group.Length)];
            return new FlowValue(shape, WindowReduction.Mean(node, input.Expression, groups, counts));
        }

        AffineExpression maximum = WindowReduction.Extreme(node, input.Expression, groups, minimum: false);
        node.Note($"lowered to the left fold max(a, b) = b + relu(a − b) over windows of at most {groups.Max(static group => group.Length)}");
        return new FlowValue(shape, maximum);
    }

    /// <summary>Per window of a plane the elements in the input, row-major, and the number of those in the input or its padding.</summary>
    private static (int[][] Windows, int[] Padded) Windows(WindowAxis[] axes)
    {
        int[][] windows = [[0]];
        int[] padded = [1];
        foreach (WindowAxis axis in axes)
        {
            int[][] taps = [.. Enumerable.Range(0, axis.Outputs).Select(o => Taps(axis, o))];
            int[] counts = [.. Enumerable.Range(0, axis.Outputs).Select(o => Enumerable.Range(0, axis.Kernel).Count(k => axis.IsPadded(o, k)))];
            windows = [.. windows.SelectMany(outer => taps.Select(inner => (int[])[.. outer.SelectMany(o => inner.Select(i => (o * axis.Inputs) + i))]))];
            padded = [.. padded.SelectMany(outer => counts.Select(inner => outer * inner))];
        }

        return (windows, padded);
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
