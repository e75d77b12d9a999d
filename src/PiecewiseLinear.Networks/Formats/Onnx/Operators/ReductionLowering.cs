using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>ReduceSum, ReduceMean, ReduceMax and ReduceMin over any axes, and the global poolings, which reduce all spatial axes.</summary>
internal sealed class ReductionLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } =
        ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "GlobalAveragePool", "GlobalMaxPool"];

    public GraphValue Lower(NodeContext node)
    {
        string name = node.Node.OpType;
        GraphValue input = node.Input(0);
        bool global = name.StartsWith("Global", StringComparison.Ordinal);
        bool[] reduced = global ? Spatial(node, input.Shape) : Axes(node, input.Shape);
        bool keep = global || node.Attributes.Integer("keepdims", 1) != 0;
        if (!reduced.Contains(true))
        {
            return input;
        }

        int[][] groups = Groups(node, input.Shape, reduced);
        TensorShape shape = TensorShape.Of(Enumerable.Range(0, reduced.Length).Where(axis => keep || !reduced[axis]).Select(axis => reduced[axis] ? 1 : input.Shape[axis]));
        if (input is ConstantValue { Tensor.Integers: { } integers })
        {
            return new ConstantValue(ConstantTensor.Of(shape, Array.ConvertAll(groups, group => Reduce(name, group.Select(member => integers[member])))));
        }

        if (groups.Any(static group => group.Length == 0))
        {
            throw new RefusalException($"it reduces an axis without elements of the shape {input.Shape}");
        }

        FlowValue flow = node.Flow(0);
        node.Note(name switch
        {
            "ReduceMax" or "GlobalMaxPool" => $"lowered to the left fold max(a, b) = b + relu(a − b) over {groups[0].Length} numbers each",
            "ReduceMin" => $"lowered to the left fold min(a, b) = b − relu(b − a) over {groups[0].Length} numbers each",
            _ => $"an exact sum or mean over {groups[0].Length} numbers each",
        });
        return new FlowValue(shape, name switch
        {
            "ReduceSum" => WindowReduction.Sum(node, flow.Expression, groups),
            "ReduceMean" or "GlobalAveragePool" => WindowReduction.Mean(node, flow.Expression, groups, Array.ConvertAll(groups, static group => group.Length)),
            "ReduceMax" or "ReduceMin" or "GlobalMaxPool" => WindowReduction.Extreme(node, flow.Expression, groups, name is "ReduceMin"),
            _ => throw new RefusalException("it multiplies numbers that depend on the input, which is not piecewise linear; it is read on integer constants only"),
        });
    }

    private static long Reduce(string name, IEnumerable<long> values)
        => name switch
        {
            "ReduceSum" => values.Aggregate(0L, static (sum, value) => checked(sum + value)),
            "ReduceProd" => values.Aggregate(1L, static (product, value) => checked(product * value)),
            "ReduceMax" => values.Max(),
            "ReduceMin" => values.Min(),
            _ => throw new RefusalException($"{name} of integers is not computed"),
        };

    private static bool[] Spatial(NodeContext node, TensorShape shape)
    {
        node.ExpectInputs(1, 1);
        return shape.Rank >= 3
            ? [.. Enumerable.Range(0, shape.Rank).Select(static axis => axis >= 2)]
            : throw new RefusalException($"its input has the shape {shape}; expected [batch, channels, …]");
    }

    private static bool[] Axes(NodeContext node, TensorShape shape)
    {
        bool asInput = node.Opset >= (node.Node.OpType is "ReduceSum" ? 13 : 18);
        node.ExpectInputs(1, asInput ? 2 : 1);
        long[]? axes = asInput ? node.Optional(1) is null ? null : node.Integers(1, "the axes") : node.Attributes.Integers("axes");
        bool none = asInput && node.Attributes.Integer("noop_with_empty_axes", 0) != 0;
        bool[] reduced = new bool[shape.Rank];
        if (axes is null or [])
        {
            Array.Fill(reduced, !none);
        }

        TensorShape.ExpectRank(axes?.Length ?? 0);
        foreach (long axis in axes ?? [])
        {
            reduced[shape.Axis(axis, shape.Rank)] = true;
        }

        return reduced;
    }

    /// <summary>For each remaining element the elements it reduces, both row-major.</summary>
    private static int[][] Groups(NodeContext node, TensorShape shape, bool[] reduced)
    {
        TensorShape kept = TensorShape.Of(shape.Dimensions.Select((size, axis) => reduced[axis] ? 1 : size));
        int[] strides = kept.Strides();
        int perGroup = kept.Count == 0 ? 0 : shape.Count / kept.Count;
        node.Work.Spend(kept.Count, 8L + (4L * perGroup));
        int[][] groups = [.. Enumerable.Range(0, kept.Count).Select(_ => new int[perGroup])];
        int[] filled = new int[groups.Length];
        int[] places = AxisPlaces.Combine([.. shape.Dimensions.Select((size, axis) => new AxisPlaces(size, reduced[axis] ? 0 : strides[axis]))], node.Work);
        for (int e = 0; e < places.Length; e++)
        {
            groups[places[e]][filled[places[e]]++] = e;
        }

        return groups;
    }
}
