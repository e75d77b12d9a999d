namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>
/// The canonical forms of the piecewise linear functions (docs/certificates.md, section 2): every relu(…) in a formula is a hidden layer,
/// in the order of the formula.
/// </summary>
/// <param name="node">The node that is lowered.</param>
internal sealed class Kinks(NodeContext node)
{
    private AffineAlgebra Algebra => node.Algebra;

    /// <summary>relu(v): a hidden layer; of constants, the constants max(c, 0).</summary>
    public AffineExpression Relu(AffineExpression value)
    {
        if (value.Terms.IsEmpty)
        {
            node.Work.Spend(4, value.Width);
            return AffineExpression.OfConstant([.. value.Bias.Select(static number => Math.Max(number, 0d))]);
        }

        if (!node.Graph.DependsOnInput(value))
        {
            throw new RefusalException("it is applied to constants that are no doubles; export the model with its constants folded");
        }

        int source = node.Graph.Materialize(value, node.Node.Input[0].Length > 0 ? node.Node.Input[0] : node.OutputName);
        return AffineExpression.OfNode(node.Graph.AddRelu(source, node.OutputName), value.Width);
    }

    /// <summary>a + b, fused where one is constant.</summary>
    public AffineExpression Sum(AffineExpression a, AffineExpression b)
        => (a.Terms.IsEmpty, b.Terms.IsEmpty) switch
        {
            (false, true) => Algebra.Plus(a, b.Bias.AsSpan()),
            (true, false) => Algebra.Plus(b, a.Bias.AsSpan()),
            _ => Algebra.Plus(a, b),
        };

    /// <summary>−a.</summary>
    public AffineExpression Minus(AffineExpression a) => Scaled(a, -1d);

    /// <summary>factor · a.</summary>
    public AffineExpression Scaled(AffineExpression a, double factor)
    {
        double[] factors = new double[a.Width];
        Array.Fill(factors, factor);
        return Algebra.Times(a, factors);
    }

    /// <summary>max(a, b) = b + relu(a − b); <paramref name="b"/> is used twice, so it is a node or a selection.</summary>
    public AffineExpression Max(AffineExpression a, AffineExpression b) => Sum(b, Relu(Sum(a, Minus(b))));

    /// <summary>min(a, b) = −max(−a, −b) = b − relu(b − a); <paramref name="b"/> is used twice, so it is a node or a selection.</summary>
    public AffineExpression Min(AffineExpression a, AffineExpression b) => Sum(b, Minus(Relu(Sum(b, Minus(a)))));

    /// <summary>αx + (1 − α)·relu(x), a factor a component.</summary>
    public AffineExpression Leaky(AffineExpression x, double[] alpha)
    {
        AffineExpression relu = Relu(x);
        double[] rest = new double[alpha.Length];
        bool exact = true;
        for (int i = 0; i < rest.Length; i++)
        {
            exact &= ExactProducts.TryAdd(1d, -alpha[i], out rest[i]);
        }

        AffineExpression bent = exact ? Algebra.Times(relu, rest) : Sum(relu, Minus(Algebra.Times(relu, alpha)));
        return Sum(Algebra.Times(x, alpha), bent);
    }

    /// <summary>lo + relu(x − lo) − relu(x − hi); without hi lo + relu(x − lo), without lo x − relu(x − hi), without both x.</summary>
    public AffineExpression Clip(AffineExpression x, double? low, double? high)
    {
        if (low > high)
        {
            throw new RefusalException($"its lower bound {low:R} is above its upper bound {high:R}; expected lower ≤ upper");
        }

        AffineExpression value = low is { } lo ? Shifted(Relu(Shifted(x, -lo)), lo) : x;
        return high is { } hi ? Sum(value, Minus(Relu(Shifted(x, -hi)))) : value;
    }

    private AffineExpression Shifted(AffineExpression value, double by)
    {
        double[] shift = new double[value.Width];
        Array.Fill(shift, by);
        return Algebra.Plus(value, shift);
    }
}
