using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>MatMul as in NumPy: stacks of matrices over the last two axes, vectors promoted; a constant on either side.</summary>
internal sealed class MatMulLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["MatMul"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(2, 2);
        GraphValue a = node.Input(0), b = node.Input(1);
        FlowValue product = MatrixProduct.Lower(node, Left(a), Right(b));
        List<int> dimensions = [.. product.Shape.Dimensions];
        if (b.Shape.Rank == 1)
        {
            dimensions.RemoveAt(dimensions.Count - 1);
        }

        if (a.Shape.Rank == 1)
        {
            dimensions.RemoveAt(dimensions.Count - (b.Shape.Rank == 1 ? 1 : 2));
        }

        return product with { Shape = TensorShape.Of(dimensions) };
    }

    private static MatrixOperand Left(GraphValue value)
        => value.Shape.Rank == 1 ? new(value, TensorShape.Of(), 1, value.Shape[0], false) : Stack(value);

    private static MatrixOperand Right(GraphValue value)
        => value.Shape.Rank == 1 ? new(value, TensorShape.Of(), value.Shape[0], 1, false) : Stack(value);

    private static MatrixOperand Stack(GraphValue value)
    {
        TensorShape shape = value.Shape;
        return shape.Rank >= 2
            ? new(value, TensorShape.Of(shape.Dimensions[..^2]), shape[shape.Rank - 2], shape[shape.Rank - 1], false)
            : throw new RefusalException("one of its operands is a single number; expected a vector or matrices");
    }
}
