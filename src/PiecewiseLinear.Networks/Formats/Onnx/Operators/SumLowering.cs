using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Sum and Mean of any number of tensors with broadcasting; the mean is exact, through the divisor of an affine node.</summary>
internal sealed class SumLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Sum", "Mean"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, int.MaxValue);
        FlowValue sum = node.Flow(0);
        for (int i = 1; i < node.InputCount; i++)
        {
            sum = ElementwiseSum.Add(node, sum, node.Flow(i));
        }

        if (string.Equals(node.Node.OpType, "Sum", StringComparison.Ordinal) || node.InputCount == 1)
        {
            return sum;
        }

        node.Work.Spend(8, sum.Expression.Width);
        int[][] groups = [.. Enumerable.Range(0, sum.Expression.Width).Select(static i => (int[])[i])];
        return sum with { Expression = WindowReduction.Mean(node, sum.Expression, groups, [.. groups.Select(_ => node.InputCount)]) };
    }
}
