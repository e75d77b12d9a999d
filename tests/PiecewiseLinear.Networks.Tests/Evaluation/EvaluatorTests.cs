using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks.Tests.Formats;

namespace PiecewiseLinear.Networks.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void TheExactValueIsInsideTheBoundOfDoubleArithmetic()
    {
        int settled = 0, signs = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            ReluNetwork network = RandomNetworks.Next(random);
            double[] point = [.. Enumerable.Range(0, network.InputDimension).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-2, 3)))];
            DoubleEvaluation enclosure = DoubleEvaluator.Evaluate(network, point.AsSpan());
            Assert.True(RuntimeAgreement.CheckExact(network, point, enclosure).FirstOrDefault() is null, $"seed {seed}: {RuntimeAgreement.CheckExact(network, point, enclosure).FirstOrDefault()}");
            settled += enclosure.PreActivations.Sum(layer => Enumerable.Range(0, layer.Count).Count(i => layer.SignOf(i) != FilteredSign.Uncertain));
            signs += enclosure.PreActivations.Sum(layer => layer.Count);
        }

        Assert.True(settled > 0.8 * signs, $"the bound settles only {settled} of {signs} signs");
    }

    [Fact]
    public void TheBoundHoldsNearUnderflowAndOverflowAndForRationalPoints()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            int width = random.Next(1, 40);
            double[] Extreme(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? 0d : Math.ScaleB(random.NextDouble() - 0.5, random.Next(-1070, 1000)))];
            ReluNetwork network = ReluNetwork.FromLayers(
            [
                new AffineLayer(new DenseOperator(width, 3, [.. Extreme(3 * width)]), [.. Extreme(width)]),
                new AffineLayer(new DenseOperator(2, width, [.. Extreme(2 * width)]), [.. Extreme(2)]),
            ]);
            Rational[] point = [new(random.Next(-50, 50), 7), Rational.FromDouble(Math.ScaleB(random.NextDouble(), random.Next(-1060, 1000))), new(1, 3)];
            ExactEvaluation exact = ExactEvaluator.Trace(network, point);
            EnclosedVector output = DoubleEvaluator.Evaluate(network, point).Output;
            for (int i = 0; i < 2; i++)
            {
                Assert.True(
                    double.IsPositiveInfinity(output.Errors[i])
                    || Rational.Abs(exact.Output[i] - Rational.FromDouble(output.Values[i])) <= Rational.FromDouble(output.Errors[i]),
                    $"seed {seed}: output {i}");
            }
        }
    }

    [Fact]
    public void ATinyNumberBeforeAHugeWeightDoesNotSlipThroughTheBound()
    {
        ReluNetwork network = new([new InputNode(2, "x"), new AffineNode(1, "y", [new AffineTerm(0, new DenseOperator(1, 2, [1.7e300, 1.3e300]))], [0])], 1);
        double[] point = [7e-323, -9.3e-323];
        Assert.Empty(RuntimeAgreement.CheckExact(network, point, DoubleEvaluator.Evaluate(network, point.AsSpan())));
    }

    [Fact]
    public void EveryFloat32OperationRounds()
    {
        // 2^24 + 1 − 2^24 is 0 in float32 summed in order, 1 in double; 1/3 is rounded to float32.
        ReluNetwork network = new(
            [
                new InputNode(3, "x"),
                new AffineNode(1, "sum", [new AffineTerm(0, new DenseOperator(1, 3, [1, 1, -1]))], [0]),
                new AffineNode(1, "third", [new AffineTerm(1, new IdentityOperator(1))], [1], 3),
            ],
            2);
        float[] result = Float32Evaluator.Evaluate(network, [16777216f, 1f, 16777216f]);
        Assert.Equal([1f / 3f], result);
        Assert.Equal(new Rational(2, 3), Assert.Single(ExactEvaluator.Evaluate(network, [16777216, 1, 16777216])));
    }

    [Fact]
    public void APointOfAnotherLengthOrNotFiniteIsRefused()
    {
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new IdentityOperator(2), ImmutableArray.Create(0d, 0d))]);
        Assert.Contains("1 coordinates; expected 2", Assert.Throws<ArgumentException>(() => ExactEvaluator.Evaluate(network, [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Float32Evaluator.Evaluate(network, [1f]));
        Assert.Throws<ArgumentException>(() => DoubleEvaluator.Evaluate(network, [1d]));
        Assert.Throws<ArgumentException>(() => DoubleEvaluator.Evaluate(network, [1d, double.NaN]));
    }
}
