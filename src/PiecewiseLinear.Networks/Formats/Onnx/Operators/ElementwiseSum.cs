using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Sums with broadcasting.</summary>
internal static class ElementwiseSum
{
    /// <summary>left + right in the shape both broadcast to.</summary>
    public static FlowValue Add(AffineAlgebra algebra, FlowValue left, FlowValue right)
    {
        TensorShape shape = TensorShape.Broadcast(left.Shape, right.Shape);
        AffineExpression a = Broadcast(algebra, left, shape);
        AffineExpression b = Broadcast(algebra, right, shape);
        return new FlowValue(shape, (a.Terms.IsEmpty, b.Terms.IsEmpty) switch
        {
            (false, true) => algebra.Plus(a, b.Bias.AsSpan()),
            (true, false) => algebra.Plus(b, a.Bias.AsSpan()),
            _ => algebra.Plus(a, b),
        });
    }

    /// <summary>A value spread to a shape that its own broadcasts to.</summary>
    public static AffineExpression Broadcast(AffineAlgebra algebra, FlowValue value, TensorShape shape)
    {
        int[] indices = value.Shape.BroadcastIndices(shape);
        return value.Expression.Terms.IsEmpty
            ? AffineExpression.OfConstant([.. indices.Select(index => value.Expression.Bias[index])])
            : algebra.Select(value.Expression, indices);
    }
}
