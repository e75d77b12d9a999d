using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions.Tests.Enumeration;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>
/// Counts of networks and boxes that lie in wait for doubles are certified: weights and biases over the whole range of double, boxes beyond it, graphs with residual terms and
/// ReLUs of ReLUs, no free input, no hidden layer. A certificate proves the count, so an engine that went wrong cannot write one;
/// and the two engines agree on all that both can count.
/// </summary>
public sealed class HostileNetworkTests
{
    private const string NoFile = "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void Graphs_are_certified() => Seeded.Check(80, static random =>
    {
        int inputs = random.Next(1, 4);
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, inputs);
        Certify(network, random.Next(5) == 0 ? new Box(box.Lower, box.Upper.SetItem(0, box.Lower[0])) : box);
    });

    [Fact]
    public void Extreme_weights_and_boxes_are_certified() => Seeded.Check(120, static random =>
    {
        int inputs = random.Next(1, 4), range = new[] { 60, 300, 1000 }[random.Next(3)];
        double Weight(Random r) => r.Next(5) switch
        {
            0 => 0d,
            1 => r.Next(-2, 3),
            2 => r.Next(-3, 4) * double.Epsilon,
            _ => Math.ScaleB(r.Next(-4, 5) * 0.25, r.Next(-range, range)),
        };
        ReluNetwork network = EnumerationCases.Dense(random, inputs, Weight);
        Rational[] lower = new Rational[inputs], upper = new Rational[inputs];
        for (int j = 0; j < inputs; j++)
        {
            Rational width = Power(random.Next(-range, range)) / (random.Next(2) == 0 ? 3 : 1);
            lower[j] = random.Next(2) == 0 ? -width : random.Next(2) == 0 ? Rational.Zero : Power(random.Next(-range, range)) / 7;
            upper[j] = lower[j] + (width * random.Next(random.Next(9) == 0 ? 0 : 1, 4));
        }

        Certify(network, new Box([.. lower], [.. upper]));
    });

    /// <summary>Ends that no double holds.</summary>
    [Theory]
    [InlineData(1100)]
    [InlineData(2000)]
    [InlineData(-1100)]
    [InlineData(-2000)]
    public void Boxes_beyond_the_doubles_are_certified(int exponent)
    {
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(3, 2, [1, 1, 1, -1, 0.5, 3]), [0, 0, 0]),
            new AffineLayer(new DenseOperator(2, 3, [1, -2, 1, 1, 1, -3]), [0, 0]),
            new AffineLayer(new DenseOperator(1, 2, [1, 1]), [0]),
        ]);
        RegionCount count = Certify(network, Box.Cube(2, -Power(exponent), Power(exponent))), same = Certify(network, Box.Cube(2, -1, 1));
        Assert.Equal(same.Regions, count.Regions);
    }

    [Fact]
    public void Without_hidden_layers_there_is_one_region()
    {
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 2, [1, 1]), [0])]);
        Assert.Equal(1, Certify(network, Box.Cube(2, -1, 1)).Regions);
        Assert.Equal(1, Certify(network, Box.Cube(2, 1, 1)).Regions);
    }

    private static Rational Power(int exponent) => exponent >= 0 ? new Rational(BigInteger.One << exponent, 1) : new Rational(1, BigInteger.One << -exponent);

    private static RegionCount Certify(ReluNetwork network, Box box)
    {
        using MemoryStream text = new();
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Threads = 1, Quantities = CountedQuantities.None };
        RegionCount count = CountCertificate.Write(query, box, NoFile, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(network, NoFile, text);
        Assert.True(result is CheckResult.Valid, $"{count.Regions} regions: {result}");
        EnumerationQuery all = query with { Quantities = CountedQuantities.Facets | CountedQuantities.Boundary | CountedQuantities.Hamming1 | CountedQuantities.Maps };
        RegionCount vertices = RegionEnumerator.Count(all), programs = RegionEnumerator.Count(all with { Engine = EnumerationEngine.LinearPrograms });
        Assert.Equal(count.Regions, vertices.Regions);
        Assert.True(vertices.SameAnswer(programs), $"{vertices}\n{programs}");
        return count;
    }
}
