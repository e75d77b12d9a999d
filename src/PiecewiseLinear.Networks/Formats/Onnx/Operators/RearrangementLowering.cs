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
                return TensorSelection.Take(node, input, expanded, input.Shape.BroadcastIndices(expanded, node.Work));
            default:
                node.ExpectInputs(2, 2);
                return Tiled(node, input);
        }
    }

    /// <summary>Sizes that a node states, from 0 to the largest allowed.</summary>
    public static TensorShape Sizes(long[] sizes)
    {
        TensorShape.ExpectRank(sizes.Length);
        return sizes.All(static size => size is >= 0 and <= TensorShape.MaxCount)
            ? TensorShape.Of(sizes.Select(static size => (int)size))
            : throw new RefusalException($"the shape [{string.Join(",", sizes)}] has a size that is not from 0 to {TensorShape.MaxCount}");
    }

    private static GraphValue Transposed(NodeContext node, GraphValue input)
    {
        TensorShape shape = input.Shape;
        long[] order = node.Attributes.Integers("perm") ?? [.. Enumerable.Range(0, shape.Rank).Reverse().Select(static axis => (long)axis)];
        if (order.Length != shape.Rank || !order.Order().SequenceEqual(Enumerable.Range(0, shape.Rank).Select(static axis => (long)axis)))
        {
            throw new RefusalException($"perm is [{string.Join(",", order)}]; expected every axis of the shape {shape} once");
        }

        int[] strides = shape.Strides();
        TensorShape result = TensorShape.Of(order.Select(axis => shape[(int)axis]));
        return TensorSelection.Take(node, input, result, AxisPlaces.Combine([.. order.Select(axis => new AxisPlaces(shape[(int)axis], strides[axis]))], node.Work));
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
        node.Work.Spend(result.Dimensions.Sum(static size => (long)size));
        return TensorSelection.Take(
            node,
            input,
            result,
            AxisPlaces.Combine([.. result.Dimensions.Select((size, axis) => new AxisPlaces(size, strides[axis], Repeated(size, shape[axis])))], node.Work));
    }

    private static int[] Repeated(int length, int period)
    {
        int[] indices = new int[length];
        for (int i = 0; i < length; i++)
        {
            indices[i] = i % period;
        }

        return indices;
    }
}
