using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// BatchNormalization at inference: (x − μ)·s + β per channel with s = γ/√(σ² + ε), correctly rounded once to double; that s is the
/// network from then on. The rest is exact: it stays as affine nodes of its own where a product or sum would round.
/// </summary>
internal sealed class BatchNormalizationLowering : IOperatorLowering
{
    /// <summary>A correctly rounded γ/√(σ² + ε) takes a comparison of exact squares, some microseconds.</summary>
    private const int StepsPerScale = 512;

    public IReadOnlyList<string> Operators { get; } = ["BatchNormalization"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(5, 5);
        double epsilon = node.Attributes.Float("epsilon", 1e-5f);
        node.Attributes.Ignore("momentum");
        if (node.Attributes.Integer("training_mode", 0) != 0)
        {
            throw new RefusalException("it is in training mode; export the network for inference (in PyTorch: model.eval())");
        }

        if (node.Attributes.Integer("spatial", 1) != 1)
        {
            throw new RefusalException("its attribute 'spatial' is 0; expected statistics per channel");
        }

        FlowValue input = node.Flow(0);
        if (input.Shape.Rank < 2)
        {
            throw new RefusalException($"its input has the shape {input.Shape}; expected [batch, channels, …]");
        }

        double[] gamma = Channels(node, 1, "the scale", input.Shape);
        double[] beta = Channels(node, 2, "the bias", input.Shape);
        double[] mean = Channels(node, 3, "the mean", input.Shape);
        double[] variance = Channels(node, 4, "the variance", input.Shape);
        node.Work.Spend(StepsPerScale, gamma.Length);
        node.Work.Spend(3, input.Shape.Count);
        double[] scale = new double[gamma.Length];
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] = InverseSquareRoot.Scale(gamma[c], variance[c], epsilon);
        }

        AffineAlgebra algebra = node.Algebra;
        AffineExpression centered = algebra.Plus(input.Expression, Spread(mean, input.Shape, static value => -value));
        AffineExpression scaled = algebra.Times(centered, Spread(scale, input.Shape, static value => value));
        node.Note("the scale γ/√(σ²+ε) was correctly rounded once to float64, and that is the network from then on; mean and bias are exact");
        return input with { Expression = algebra.Plus(scaled, Spread(beta, input.Shape, static value => value)) };
    }

    private static double[] Channels(NodeContext node, int index, string role, TensorShape shape)
    {
        (TensorShape found, double[] values) = node.Floats(index, role);
        return found.Rank == 1 && found[0] == shape[1]
            ? values
            : throw new RefusalException($"{role} '{node.Node.Input[index]}' has the shape {found}; expected [{shape[1]}], a number a channel");
    }

    /// <summary>One number a channel, repeated for every element of the channel.</summary>
    private static double[] Spread(double[] channels, TensorShape shape, Func<double, double> map)
    {
        double[] values = new double[shape.Count];
        int inner = shape.CountOf(2, shape.Rank);
        for (int e = 0; e < values.Length; e++)
        {
            values[e] = map(channels[e / inner % channels.Length]);
        }

        return values;
    }
}
