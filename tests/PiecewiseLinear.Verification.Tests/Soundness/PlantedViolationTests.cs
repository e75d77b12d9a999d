using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>
/// A network that is 0 everywhere but on a tiny pyramid around a hidden point, relu(h − Σ|xᵢ − cᵢ|/w): its gradient is zero on all the rest, so that no gradient attack finds the point but by chance.
/// </summary>
public sealed class PlantedViolationTests
{
    [Theory]
    [InlineData(1, -6)]
    [InlineData(2, -6)]
    [InlineData(2, -12)]
    [InlineData(3, -9)]
    [InlineData(3, -16)]
    public void A_hidden_violation_is_found(int inputs, int size) =>
        Seeded.Check(6, random =>
        {
            double[] center = [.. Enumerable.Range(0, inputs).Select(_ => (float)((random.NextDouble() * 1.8) - 0.9))];
            ReluNetwork network = Pyramid(center, Math.ScaleB(1, size));
            VerificationOutcome outcome = Ask(network, new Rational(-1, 2));
            Assert.Equal(Verdict.Violated, outcome.Verdict);
            Assert.True(outcome.Witness!.Output[0] >= new Rational(1, 2));
        });

    [Fact]
    public void The_very_tip_is_a_tie_and_above_it_nothing_is() =>
        Seeded.Check(6, static random =>
        {
            double[] center = [.. Enumerable.Range(0, 2).Select(_ => random.Next(-64, 65) / 128.0)];
            ReluNetwork network = Pyramid(center, Math.ScaleB(1, -6));
            Assert.Equal(Verdict.Violated, Ask(network, -1).Verdict);
            Rational tip = -1 - Rational.FromDouble(Math.ScaleB(1, -200));
            VerificationOutcome above = Ask(network, tip);
            Assert.Equal(Verdict.Holds, above.Verdict);
            Evidence.PropertyCertificates.Accept(network, Property(network, tip), above);
        });

    private static VerificationOutcome Ask(ReluNetwork network, Rational bound)
        => VerificationEngine.Verify(network, Property(network, bound), new VerificationOptions { MostBoxes = 200_000 }, progress: null, CancellationToken.None);

    /// <summary>Unsafe: −y ≤ bound.</summary>
    private static VerificationProperty Property(ReluNetwork network, Rational bound)
        => new(network.InputDimension, 1, [new PropertyGroup(
            new InputSet(Box.Cube(network.InputDimension, -1, 1)), new OutputSpecification([new UnsafePolyhedron([new PropertyRow([], [new PropertyTerm(0, -1)], bound)])]))]);

    /// <summary>y = relu(1 − Σ (relu(xᵢ − cᵢ) + relu(cᵢ − xᵢ))/w).</summary>
    private static ReluNetwork Pyramid(double[] center, double width)
    {
        int d = center.Length;
        double[] first = new double[2 * d * d], bias = new double[2 * d];
        for (int i = 0; i < d; i++)
        {
            (first[2 * i * d + i], bias[2 * i]) = (1, -center[i]);
            (first[(2 * i + 1) * d + i], bias[2 * i + 1]) = (-1, center[i]);
        }

        return ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(2 * d, d, [.. first]), [.. bias]),
            new AffineLayer(new DenseOperator(1, 2 * d, [.. Enumerable.Repeat(-1 / width, 2 * d)]), [1]),
            new AffineLayer(new DenseOperator(1, 1, [1]), [0]),
        ]);
    }
}
