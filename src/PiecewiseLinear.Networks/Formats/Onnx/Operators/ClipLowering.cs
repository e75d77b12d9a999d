using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// Clip (bounds as attributes before opset 11, as inputs since, either may be missing) and HardSigmoid(x) = Clip(αx + β, 0, 1). A bound
/// of the largest float32 is what exporters write for none, and is none here.
/// </summary>
internal sealed class ClipLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Clip", "HardSigmoid"];

    public GraphValue Lower(NodeContext node)
    {
        Kinks kinks = new(node);
        if (string.Equals(node.Node.OpType, "HardSigmoid", StringComparison.Ordinal))
        {
            node.ExpectInputs(1, 1);
            FlowValue input = node.Flow(0);
            double alpha = node.Attributes.Float("alpha", 0.2f), beta = node.Attributes.Float("beta", 0.5f);
            double[] shift = new double[input.Expression.Width];
            Array.Fill(shift, beta);
            FlowValue line = node.Shared(input with { Expression = node.Algebra.Plus(kinks.Scaled(input.Expression, alpha), shift) });
            node.Note($"lowered to relu(z) − relu(z − 1) with z = {alpha:R}·x + {beta:R}");
            return line with { Expression = kinks.Clip(line.Expression, 0d, 1d) };
        }

        node.ExpectInputs(1, node.Opset < 11 ? 1 : 3);
        double? low = Bound(node, 1, "min"), high = Bound(node, 2, "max");
        FlowValue x = node.Shared(0);
        node.Note((low, high) switch
        {
            (null, null) => "has no bounds; it was dropped",
            (_, null) => $"lowered to lo + relu(x − lo) with lo = {low:R}",
            (null, _) => $"lowered to x − relu(x − hi) with hi = {high:R}",
            _ => $"lowered to lo + relu(x − lo) − relu(x − hi) with lo = {low:R}, hi = {high:R}",
        });
        return x with { Expression = kinks.Clip(x.Expression, low, high) };
    }

    private static double? Bound(NodeContext node, int index, string name)
    {
        double bound;
        if (node.Opset < 11)
        {
            if (!node.Attributes.Has(name))
            {
                return null;
            }

            bound = node.Attributes.Float(name, 0f);
        }
        else if (node.Optional(index) is null)
        {
            return null;
        }
        else
        {
            (TensorShape shape, double[] values) = node.Floats(index, $"the bound '{name}',");
            bound = shape.Count == 1 ? values[0] : throw new RefusalException($"the bound '{name}' has the shape {shape}; expected a single number");
        }

        return Math.Abs(bound) >= float.MaxValue ? null : bound;
    }
}
