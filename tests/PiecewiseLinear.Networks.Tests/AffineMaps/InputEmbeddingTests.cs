using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Tests.AffineMaps;

public sealed class InputEmbeddingTests
{
    [Fact]
    public void FormsOverAnEmbeddingAreTheNetworkAtTheEmbeddedPoint()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            ReluNetwork network = RandomNetworks.Next(random);
            int d = network.InputDimension, k = random.Next(1, 4);
            InputEmbedding embedding = new(
                RandomVector(random, d), [.. Enumerable.Range(0, k).Select(_ => RandomVector(random, d))],
                new Box([.. RandomVector(random, k).Select(static a => a - 30)], [.. RandomVector(random, k).Select(static a => a + 30)]));
            ImmutableArray<Rational> s = RandomVector(random, k);
            foreach ((InputEmbedding tried, ImmutableArray<Rational> y) in new[] { (embedding, embedding.ToParameters(s)), (embedding.Normalized(), s) })
            {
                ImmutableArray<Rational> point = tried.ToInput(y);
                Assert.True(embedding.ToInput(embedding.ToParameters(s)).SequenceEqual(point), $"seed {seed}: the same point x");
                ExactEvaluation evaluation = ExactEvaluator.Trace(network, point);
                RegionForms forms = ExactForms.Along(network, tried.RootForms, evaluation.Pattern);
                Assert.Equal(k, forms.Output.InputDimension);
                Assert.True(evaluation.Output.Select((f, i) => f == forms.Output.Evaluate(i, y)).All(static equal => equal), $"seed {seed}: output");
                AssertPathForms(network, tried, evaluation.Pattern, forms, seed);
            }
        }
    }

    [Fact]
    public void ABoxWithFixedInputsHasItsFreeInputsAsCoordinates()
    {
        InputEmbedding embedding = InputEmbedding.OfBox(new Box([0, new Rational(1, 3), -1], [2, new Rational(1, 3), 1]));
        Assert.Equal(2, embedding.Dimension);
        Assert.Equal<int>([0, 2], embedding.Sides);
        Assert.Equal<Rational>([5, new Rational(1, 3), 7], embedding.ToInput([5, 7]));
        Assert.Equal<Rational>([2, new Rational(1, 3), -1], embedding.Normalized().ToInput([1, -1]));
    }

    private static void AssertPathForms(ReluNetwork network, InputEmbedding embedding, ActivationPattern pattern, RegionForms expected, int seed)
    {
        PathForms path = new(network, embedding.RootForms);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int layer = 0; layer < pattern.LayerCount; layer++)
            {
                int source = network.HiddenLayers[layer].Source;
                for (int i = pattern.WidthOf(layer) - 1; i >= 0; i--)
                {
                    DyadicRow? row = path.Row(source, i), other = expected.HiddenLayers[layer][i];
                    Assert.Equal(other is null, row is null);
                    Assert.True(Enumerable.Range(0, row is null ? 0 : row.Columns).All(j => row!.ValueAt(j) == other!.ValueAt(j)), $"seed {seed}: {layer}.{i}");
                }

                Assert.Equal(expected.HiddenLayers[layer].Divisor, path.Divisor(source));
                path.SetPhases(layer, [.. Enumerable.Range(0, pattern.WidthOf(layer)).Select(i => pattern[layer, i])]);
            }
        }
    }

    private static ImmutableArray<Rational> RandomVector(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => new Rational(random.Next(-20, 21), random.Next(1, 13)))];
}
