using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Transpose, Expand and Tile: every element of the result is one element of the input.</summary>
internal sealed class RearrangementLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Transpose", "Expand", "Tile"];

    public GraphValue Lower(NodeContext node)
    {
        GraphValue input = node.Input(0);
        switch (node.Node.OpType)
        {
            case "Transpose":
                node.ExpectInputs(1, 1);
                return Transposed(node, input);
            case "Expand":
                node.ExpectInputs(2, 2);
                TensorShape expanded = TensorShape.Broadcast(input.Shape, Sizes(node.Integers(1, "the shape")));
                node.Graph.Charge(expanded.Count);
                return TensorSelection.Take(node, input, expanded, input.Shape.BroadcastIndices(expanded));
            default:
                node.ExpectInputs(2, 2);
                return Tiled(node, input);
        }
    }

    /// <summary>Sizes that a node states, from 0 to the largest allowed.</summary>
    public static TensorShape Sizes(long[] sizes)
        => sizes.All(static size => size is >= 0 and <= TensorShape.MaxCount)
            ? TensorShape.Of(sizes.Select(static size => (int)size))
            : throw new RefusalException($"the shape [{string.Join(",", sizes)}] has a size that is not from 0 to {TensorShape.MaxCount}");

    private static GraphValue Transposed(NodeContext node, GraphValue input)
    {
        TensorShape shape = input.Shape;
        long[] order = node.Attributes.Integers("perm") ?? [.. Enumerable.Range(0, shape.Rank).Reverse().Select(static axis => (long)axis)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, shape.Rank).Select(static axis => (long)axis)))
        {
            throw new RefusalException($"perm is [{string.Join(",", order)}]; expected every axis of the shape {shape} once");
        }

        int[] strides = [.. order.Select(axis => shape.Strides()[axis])];
        TensorShape result = TensorShape.Of(order.Select(axis => shape[(int)axis]));
        node.Graph.Charge(result.Count);
        return TensorSelection.Take(node, input, result, result.Map(coordinates => Dot(coordinates, strides)));
    }

    private static GraphValue Tiled(NodeContext node, GraphValue input)
    {
        TensorShape shape = input.Shape, repeats = Sizes(node.Integers(1, "the repeats"));
        if (repeats.Rank != shape.Rank)
        {
            throw new RefusalException($"its repeats are {repeats}; expected {shape.Rank} numbers, one an axis of the shape {shape}");
        }

        int[] strides = shape.Strides();
        TensorShape result = TensorShape.Of(shape.Dimensions.Select((size, axis) => checked(size * repeats[axis])));
        node.Graph.Charge(result.Count);
        return TensorSelection.Take(node, input, result, result.Map(coordinates =>
        {
            int place = 0;
            for (int axis = 0; axis < strides.Length; axis++)
            {
                place += coordinates[axis] % shape[axis] * strides[axis];
            }

            return place;
        }));
    }

    private static int Dot(ReadOnlySpan<int> coordinates, int[] strides)
    {
        int sum = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            sum += coordinates[axis] * strides[axis];
        }

        return sum;
    }
}
