using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// Neg, and Mul and Div with a constant, with broadcasting. A division by c multiplies by 1/c, correctly rounded to float64; exact where
/// c is a power of two. The quotient of two constants is correctly rounded itself. Integers (shapes) are computed as integers.
/// </summary>
internal sealed class ScalingLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Neg", "Mul", "Div"];

    public GraphValue Lower(NodeContext node)
    {
        Kinks kinks = new(node);
        if (string.Equals(node.Node.OpType, "Neg", StringComparison.Ordinal))
        {
            node.ExpectInputs(1, 1);
            FlowValue input = node.Flow(0);
            return input with { Expression = kinks.Minus(input.Expression) };
        }

        node.ExpectInputs(2, 2);
        if (IntegerArithmetic.TryLower(node, out ConstantValue? integers))
        {
            return integers;
        }

        FlowValue left = node.Flow(0), right = node.Flow(1);
        bool divides = string.Equals(node.Node.OpType, "Div", StringComparison.Ordinal);
        if (divides && !right.Expression.Terms.IsEmpty)
        {
            throw new RefusalException("it divides by a tensor that depends on the input, which is not piecewise linear; expected a constant divisor");
        }

        if (!right.Expression.Terms.IsEmpty)
        {
            (left, right) = (right, left);
        }

        if (!right.Expression.Terms.IsEmpty)
        {
            throw new RefusalException(node.Graph.DependsOnInput(right.Expression) && node.Graph.DependsOnInput(left.Expression)
                ? "it multiplies two tensors that both depend on the input, which is not piecewise linear; expected a constant on one side"
                : "it multiplies by constants that are no doubles; export the model with its constants folded");
        }

        TensorShape shape = TensorShape.Broadcast(left.Shape, right.Shape);
        double[] factors = [.. right.Shape.BroadcastIndices(shape, node.Work).Select(index => right.Expression.Bias[index])];
        AffineExpression value = ElementwiseSum.Broadcast(node, left, shape);
        if (divides)
        {
            node.Work.Spend(4, factors.Length);
            double[] reciprocals = Reciprocals(node, factors);
            return new FlowValue(shape, value.Terms.IsEmpty ? Quotients(value, factors) : node.Algebra.Times(value, reciprocals));
        }

        return new FlowValue(shape, node.Algebra.Times(value, factors));
    }

    private static AffineExpression Quotients(AffineExpression value, double[] divisors)
    {
        double[] quotients = [.. value.Bias.Select((number, i) => number / divisors[i])];
        return quotients.All(double.IsFinite)
            ? AffineExpression.OfConstant(quotients)
            : throw new RefusalException("the quotient of two constants is beyond the range of float64");
    }

    private static double[] Reciprocals(NodeContext node, double[] divisors)
    {
        bool exact = true;
        double[] factors = new double[divisors.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] = 1d / divisors[i];
            if (divisors[i] == 0d || !double.IsFinite(factors[i]))
            {
                throw new RefusalException($"it divides by {divisors[i]:R}; expected a number with a finite reciprocal");
            }

            exact &= ExactProducts.TryMultiply(factors[i], divisors[i], out double one) && one == 1d;
        }

        if (!exact)
        {
            node.Note("it divides by a constant that is no power of two: its reciprocal (of two constants: the quotient) was correctly rounded once to float64, and that is the network from then on");
        }

        return factors;
    }
}
