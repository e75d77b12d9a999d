using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Tests.Evaluation;

/// <summary>One exact evaluation and one composition along a pattern look at their token.</summary>
public sealed class CancellationTests
{
    [Fact]
    public void Evaluations_and_forms_that_are_cancelled_throw()
    {
        CancellationToken cancelled = new(canceled: true);
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(2, 2, [1, 2, 3, 4]), [0, 1]),
            new AffineLayer(new DenseOperator(1, 2, [1, -1]), [0]),
        ]);
        Rational[] point = [new Rational(1, 3), -1];
        ActivationPattern pattern = ExactEvaluator.Trace(network, point, CancellationToken.None).Pattern;
        LayerForms roots = LayerForms.Identity(2);
        Assert.Throws<OperationCanceledException>(() => ExactEvaluator.Evaluate(network, point, cancelled));
        Assert.Throws<OperationCanceledException>(() => ExactEvaluator.Trace(network, point, cancelled));
        Assert.Throws<OperationCanceledException>(() => ExactForms.Along(network, pattern, cancelled));
        Assert.Throws<OperationCanceledException>(() => ExactForms.Along(network, roots, pattern, cancelled));
    }
}
