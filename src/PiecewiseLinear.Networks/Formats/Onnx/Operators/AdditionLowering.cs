using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Add and Sub with broadcasting: a constant on either side, or two tensors of the network (a residual connection).</summary>
internal sealed class AdditionLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Add", "Sub"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(2, 2);
        if (IntegerArithmetic.TryLower(node, out ConstantValue? integers))
        {
            return integers;
        }

        FlowValue left = node.Flow(0), right = node.Flow(1);
        if (string.Equals(node.Node.OpType, "Sub", StringComparison.Ordinal))
        {
            double[] minus = new double[right.Expression.Width];
            Array.Fill(minus, -1d);
            right = right with { Expression = node.Algebra.Times(right.Expression, minus) };
        }

        return ElementwiseSum.Add(node, left, right);
    }
}
