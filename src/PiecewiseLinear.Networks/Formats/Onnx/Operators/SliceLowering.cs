using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Slice (with steps), Split and Gather with constant indices: parts of a tensor.</summary>
internal sealed class SliceLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Slice", "Split", "Gather"];

    public GraphValue Lower(NodeContext node)
        => node.Node.OpType switch
        {
            "Slice" => Slice(node),
            "Split" => Split(node),
            _ => Gather(node),
        };

    private static GraphValue Slice(NodeContext node)
    {
        node.ExpectInputs(node.Opset < 10 ? 1 : 3, node.Opset < 10 ? 1 : 5);
        GraphValue input = node.Input(0);
        long[] starts = node.IntegersSince(10, 1, "starts") ?? throw new RefusalException("it has no starts");
        long[] ends = node.IntegersSince(10, 2, "ends") ?? throw new RefusalException("it has no ends");
        long[] axes = node.IntegersSince(10, 3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(static axis => (long)axis)];
        long[] steps = (node.Opset < 10 ? null : node.IntegersSince(10, 4, "steps")) ?? [.. starts.Select(static _ => 1L)];
        TensorShape.ExpectRank(starts.Length);
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
        {
            throw new RefusalException($"it has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps; expected equally many");
        }

        int[]?[] chosen = AxisRange.All(input.Shape);
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = input.Shape.Axis(axes[i], input.Shape.Rank);
            node.Work.Spend(2, input.Shape[axis]);
            chosen[axis] = Indices(input.Shape[axis], starts[i], ends[i], steps[i]);
        }

        return AxisRange.Take(node, input, chosen);
    }

    /// <summary>The indices of start:end:step as in NumPy.</summary>
    private static int[] Indices(int size, long start, long end, long step)
    {
        if (step == 0)
        {
            throw new RefusalException("one of its steps is 0");
        }

        (long least, long most) = step > 0 ? (0, size) : (-1, size - 1L);
        long from = Math.Clamp(start < 0 ? start + size : start, step > 0 ? least : 0, most);
        long to = Math.Clamp(end < 0 ? Math.Max(end, -size - 1L) + size : end, least, most);
        List<int> indices = [];
        for (long i = from; step > 0 ? i < to : i > to; i = Math.Abs(step) > size ? to : i + step)
        {
            indices.Add((int)i);
        }

        return [.. indices];
    }

    private static GraphValue Split(NodeContext node)
    {
        node.ExpectInputs(1, node.Opset < 13 ? 1 : 2);
        GraphValue input = node.Input(0) is FlowValue flow ? node.Shared(flow) : node.Input(0);
        int axis = input.Shape.Axis(node.Attributes.Integer("axis", 0), input.Shape.Rank);
        int parts = node.Node.Output.Count;
        int size = input.Shape[axis];
        long stated = node.Opset < 18 ? parts : node.Attributes.Integer("num_outputs", parts);
        long each = (size + (long)parts - 1) / parts;
        long[] sizes = node.IntegersSince(13, 1, "split") ?? [.. Enumerable.Range(0, parts).Select(p => Math.Max(0, Math.Min(each, size - (p * each))))];
        if (sizes.Length != parts || stated != parts || sizes.Any(static part => part < 0) || sizes.Aggregate(0L, static (sum, part) => checked(sum + part)) != size)
        {
            throw new RefusalException($"it splits {size} into [{string.Join(",", sizes)}] for {parts} outputs; expected sizes that add up, one an output");
        }

        GraphValue[] values = new GraphValue[parts];
        int start = 0;
        for (int p = 0; p < parts; p++)
        {
            int[]?[] chosen = AxisRange.All(input.Shape);
            node.Work.Spend(WorkBudget.StepsPerNode + (2 * sizes[p]));
            chosen[axis] = [.. Enumerable.Range(start, (int)sizes[p])];
            values[p] = AxisRange.Take(node, input, chosen);
            node.FurtherOutputs[p] = values[p];
            start += (int)sizes[p];
        }

        return values[0];
    }

    private static GraphValue Gather(NodeContext node)
    {
        node.ExpectInputs(2, 2);
        GraphValue input = node.Input(0);
        long[] indices = node.Integers(1, "the indices");
        int axis = input.Shape.Axis(node.Attributes.Integer("axis", 0), input.Shape.Rank);
        int size = input.Shape[axis];
        node.Work.Spend(4, indices.Length);
        if (indices.FirstOrDefault(index => index < -size || index >= size) is var wrong && indices.Any(index => index < -size || index >= size))
        {
            throw new RefusalException($"one of its indices is {wrong}; expected a number from {-size} to {size - 1}");
        }

        int[]?[] chosen = AxisRange.All(input.Shape);
        chosen[axis] = [.. indices.Select(index => (int)(index < 0 ? index + size : index))];
        GraphValue taken = AxisRange.Take(node, input, chosen);
        return TensorSelection.Reshape(taken, TensorShape.Of([.. input.Shape.Dimensions[..axis], .. node.Input(1).Shape.Dimensions, .. input.Shape.Dimensions[(axis + 1)..]]));
    }
}
