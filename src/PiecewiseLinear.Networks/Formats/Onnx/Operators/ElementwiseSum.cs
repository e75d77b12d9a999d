using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Sums with broadcasting.</summary>
internal static class ElementwiseSum
{
    /// <summary>left + right in the shape both broadcast to.</summary>
    public static FlowValue Add(NodeContext node, FlowValue left, FlowValue right)
    {
        TensorShape shape = TensorShape.Broadcast(left.Shape, right.Shape);
        AffineExpression a = Broadcast(node, left, shape);
        AffineExpression b = Broadcast(node, right, shape);
        return new FlowValue(shape, (a.Terms.IsEmpty, b.Terms.IsEmpty) switch
        {
            (false, true) => node.Algebra.Plus(a, b.Bias.AsSpan()),
            (true, false) => node.Algebra.Plus(b, a.Bias.AsSpan()),
            _ => node.Algebra.Plus(a, b),
        });
    }

    /// <summary>A value spread to a shape that its own broadcasts to.</summary>
    public static AffineExpression Broadcast(NodeContext node, FlowValue value, TensorShape shape)
    {
        if (shape == value.Shape)
        {
            return value.Expression;
        }

        int[] indices = value.Shape.BroadcastIndices(shape, node.Work);
        return value.Expression.Terms.IsEmpty
            ? AffineExpression.OfConstant([.. indices.Select(index => value.Expression.Bias[index])])
            : node.Algebra.Select(value.Expression, indices);
    }
}
