using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Tests.AffineMaps;

public sealed class ExactFormsTests
{
    [Fact]
    public void FormsAndExactEvaluationAreTheNetworkAtRandomPointsOfRandomGraphs()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            ReluNetwork network = RandomNetworks.Next(random);
            Rational[] point = RandomNetworks.Point(random, network.InputDimension);
            (Rational[] expected, List<Rational[]> hidden) = RationalOracle.Evaluate(network, point);

            ExactEvaluation evaluation = ExactEvaluator.Trace(network, point);
            Assert.True(expected.AsSpan().SequenceEqual(evaluation.Output.AsSpan()), $"seed {seed}: exact value");
            Assert.True(hidden.SelectMany(z => z).Select(z => z.Sign).SequenceEqual(evaluation.Signs.SelectMany(s => s)), $"seed {seed}: signs");

            RegionForms forms = ExactForms.Along(network, evaluation.Pattern);
            for (int l = 0; l < hidden.Count; l++)
            {
                for (int i = 0; i < hidden[l].Length; i++)
                {
                    Assert.True(hidden[l][i] == forms.HiddenLayers[l].Evaluate(i, point), $"seed {seed}: pre-activation {l}.{i}");
                }
            }

            var (matrix, constants) = forms.Output.ToMap();
            for (int i = 0; i < expected.Length; i++)
            {
                Rational value = constants[i];
                for (int j = 0; j < point.Length; j++)
                {
                    value += matrix[i][j] * point[j];
                }

                Assert.True(expected[i] == value, $"seed {seed}: output {i}");
            }
        }
    }

    [Fact]
    public void ANeuronThatIsIdenticallyZeroIsInactiveWhateverIsDecided()
    {
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(2, 2, [0, 0, 1, -1]), [0, 0]),
            new AffineLayer(new DenseOperator(1, 2, [5, 1]), [0]),
        ]);

        RegionForms forms = ExactForms.Propagate(network, new AlwaysActive());

        Assert.Null(forms.HiddenLayers[0][0]);
        Assert.Equal("01", Assert.Single(forms.Pattern.ToLayerStrings()));
        Assert.Equal([Rational.One, -Rational.One], [forms.Output.Coefficient(0, 0), forms.Output.Coefficient(0, 1)]);
    }

    [Fact]
    public void DivisorsBeyondFiftyThreeBitsAreCarriedExactly()
    {
        // Twelve nodes that divide by 97 give the divisor 97^12 (80 bits); the residual addition of the input brings both to it.
        List<NetworkNode> nodes = [new InputNode(1, "x")];
        for (int i = 0; i < 12; i++)
        {
            nodes.Add(new AffineNode(1, "mean", [new AffineTerm(nodes.Count - 1, new IdentityOperator(1))], [1], 97));
        }

        nodes.Add(new AffineNode(1, "sum", [new AffineTerm(12, new IdentityOperator(1)), new AffineTerm(0, new IdentityOperator(1))], [0.5]));
        ReluNetwork network = new([.. nodes], 13);
        Rational[] point = [new Rational(22, 7)];

        RegionForms forms = ExactForms.Along(network, ActivationPattern.Create([]));

        Assert.Equal(System.Numerics.BigInteger.Pow(97, 12), forms.Output.Divisor);
        Assert.Equal(RationalOracle.Evaluate(network, point).Output[0], forms.Output.Evaluate(0, point));
    }

    [Fact]
    public void APatternOfAnotherShapeIsRefused()
    {
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new IdentityOperator(2), [0, 0])]);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ExactForms.Along(network, ActivationPattern.Parse(["01"])));
        Assert.Contains("layers of 2 neurons", exception.Message, StringComparison.Ordinal);
    }

    private sealed class AlwaysActive : IPhaseDecider
    {
        public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases) => phases.Fill(ActivationPhase.Active);
    }
}
