using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Gemm: α·A'·B' + β·C with A' and B' optionally transposed; exactly one of A and B comes from the input.</summary>
internal sealed class GemmLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Gemm"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(2, 3);
        double alpha = node.Attributes.Float("alpha", 1f);
        double beta = node.Attributes.Float("beta", 1f);
        MatrixOperand left = MatrixOperand.Of(node.Input(0), node.Attributes.Integer("transA", 0) != 0, "A");
        MatrixOperand right = MatrixOperand.Of(node.Input(1), node.Attributes.Integer("transB", 0) != 0, "B");
        FlowValue product = MatrixProduct.Lower(node, left, right);
        AffineExpression value = node.Algebra.Times(product.Expression, Filled(product.Expression.Width, alpha));
        if (node.Optional(2) is { } addend)
        {
            if (TensorShape.Broadcast(addend.Shape, product.Shape) != product.Shape)
            {
                throw new RefusalException($"C has the shape {addend.Shape}; expected one that broadcasts to {product.Shape}");
            }

            FlowValue c = NodeContext.AsFlow(addend);
            AffineExpression scaled = node.Algebra.Times(c.Expression, Filled(c.Expression.Width, beta));
            value = ElementwiseSum.Add(node, new FlowValue(c.Shape, scaled), product with { Expression = value }).Expression;
        }

        return product with { Expression = value };
    }

    private static double[] Filled(int count, double value)
    {
        double[] values = new double[count];
        Array.Fill(values, value);
        return values;
    }
}
