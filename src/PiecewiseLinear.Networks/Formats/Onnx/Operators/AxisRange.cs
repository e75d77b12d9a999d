using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>The indices chosen along each axis of a tensor: slices, splits, paddings and gathers are all such products of lists.</summary>
internal static class AxisRange
{
    /// <summary>The elements whose index along each axis is listed, in the order of the lists (null: all of the axis); −1 is an element of the filling.</summary>
    public static GraphValue Take(NodeContext node, GraphValue value, int[]?[] chosen, GraphValue? filling = null)
    {
        int[] strides = value.Shape.Strides();
        TensorShape shape = TensorShape.Of(chosen.Select((indices, axis) => indices?.Length ?? value.Shape[axis]));
        int[] places = AxisPlaces.Combine([.. chosen.Select((indices, axis) => new AxisPlaces(shape[axis], strides[axis], indices))], node.Work);
        return filling is null
            ? TensorSelection.Take(node, value, shape, places)
            : TensorSelection.Take(node, [value, filling], shape, Array.ConvertAll(places, static place => place < 0 ? new Pick(1, 0) : new Pick(0, place)));
    }

    /// <summary>All indices of every axis.</summary>
    public static int[]?[] All(TensorShape shape) => new int[]?[shape.Rank];
}
