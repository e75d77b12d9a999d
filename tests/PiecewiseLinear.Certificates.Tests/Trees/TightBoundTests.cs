using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>
/// Both checkers compute the same bounds: for a fixed tree of random evidence (lemmas, slopes, multipliers, cases, splits) the largest threshold that one accepts is, but for rounding, the largest that the other accepts;
/// and no value of the network at random points is below it. (Generic weights: where u = −l the canonical slope is up to rounding, so that producers name it.)
/// </summary>
public sealed class TightBoundTests
{
    private static readonly Rational s_close = new(1, 1 << 24);

    // Far below the rounding of doubles: there our checker goes over to integers, so that it accepts what Python's accepts. (By luck of rounding doubles may prove a little more.)
    private static readonly Rational s_veryClose = new(1, System.Numerics.BigInteger.One << 95);

    [Fact]
    public void Both_checkers_bound_small_graphs_alike()
    {
        List<(ModelFile Model, byte[] Text)> texts = [];
        Seeded.Check(30, random =>
        {
            ModelFile model = new(SmallGraphs.Next(random, mostNeurons: 8, outputs: 1, generic: true));
            texts.AddRange(AtThreshold(model, random.Next(), Box.Cube(model.Network.InputDimension, -1, new Rational(random.Next(1, 7), 3)), s_veryClose));
        });
        CheckAll(texts);
    }

    [Theory]
    [InlineData("digits-residual/digits-residual.onnx")]
    [InlineData("digits-conv/digits-conv.onnx")]
    [InlineData("digits-batchnorm/digits-batchnorm.onnx")]
    public void Both_checkers_bound_residual_and_convolutional_networks_alike(string name)
    {
        ModelFile model = new(RepositoryRoot.Combine("models", name));
        CheckAll([.. AtThreshold(model, seed: 1, Box.Cube(model.Network.InputDimension, new Rational(1, 4), new Rational(5, 16)), s_close)]);
    }

    [Fact]
    public void Both_checkers_bound_small_graphs_alike_in_balls_and_with_few_changes()
    {
        List<(ModelFile Model, byte[] Text)> texts = [];
        Seeded.Check(30, random =>
        {
            ModelFile model = new(SmallGraphs.Next(random, mostNeurons: 8, outputs: 2, generic: true));
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, model.Network.InputDimension).Select(_ => new Rational(random.Next(-9, 10), 7))];
            ImmutableArray<Rational> value = ExactEvaluator.Evaluate(model.Network, point);
            if (value[0] == value[1])
            {
                model.Dispose();
                return;
            }

            int seed = random.Next(), label = value[0] > value[1] ? 0 : 1;
            VectorNorm norm = (VectorNorm)random.Next(3);
            Box? box = random.Next(3) == 0 ? null : new Box([.. point.Select(x => x - new Rational(random.Next(0, 5), 4))], [.. point.Select(x => x + new Rational(random.Next(0, 5), 4))]);
            int? changes = box is null || random.Next(2) == 0 ? null : random.Next(point.Length + 1);
            (Rational low, Rational high) = model.Threshold(Text, 0, 1 << 10, s_close);
            Rational room = (high * s_close) + s_close;

            // The threshold may be a jump (a neuron that is just settled, a canonical slope that flips), and need not be the only one.
            texts.AddRange(new[] { low - room, high + room, low / 2, high * 2 }.Where(static lower => lower.Sign > 0).Select(lower => (model, Text(lower))));

            byte[] Text(Rational lower)
            {
                using MemoryStream stream = new();
                using RadiusProofWriter writer = new(stream, new RadiusClaim(model.Sha256, point, norm, label, null, box, false, lower, null, null) { Changes = changes });
                new RandomTree(model.Network, writer, new Random(seed)).Write(changes is { } most ? new Decisions(point, most) : null);
                writer.Finish();
                return stream.ToArray();
            }
        });
        ModelFile.OfBoth(texts);
    }

    private static void CheckAll(List<(ModelFile Model, byte[] Text)> texts)
        => Assert.Equal(texts.Select(static (_, i) => i % 2 == 0 ? "VALID" : "INVALID"), ModelFile.OfBoth(texts).Select(Verdicts.Kind));

    /// <summary>A text just below the threshold and one just above it.</summary>
    private static (ModelFile Model, byte[] Text)[] AtThreshold(ModelFile model, int seed, Box box, Rational close)
    {
        (Rational low, Rational high) = model.Threshold(Text, -(1 << 20), 1 << 20, close);
        Rational size = 1 + Rational.Abs(low);
        Random random = new(seed);
        for (int k = 0; k < 20; k++)
        {
            Rational[] x = [.. box.Lower.Zip(box.Upper, (a, b) => a + ((b - a) * new Rational(random.Next(0, 9), 8)))];
            Assert.True(ExactEvaluator.Evaluate(model.Network, x)[0] >= low, "a value of the network is below its bound");
        }

        return [(model, Text(low - (s_close * size))), (model, Text(high + (close * size)))];

        byte[] Text(Rational bound)
        {
            PropertyClaim claim = new(model.Sha256, null, model.Network.InputDimension, model.Network.OutputDimension,
                [new PropertyClaimGroup(box, [[new PropertyRow([], [new PropertyTerm(0, 1)], bound)]])]);
            using MemoryStream stream = new();
            using PropertyProofWriter writer = new(stream, claim);
            new RandomTree(model.Network, writer, new Random(seed)).Write();
            writer.Finish();
            return stream.ToArray();
        }
    }
}
