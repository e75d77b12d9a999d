using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Random networks and boxes for enumeration, a third of them heavily degenerate.</summary>
internal static class EnumerationCases
{
    public static (ReluNetwork Network, Box Box) Next(Random random, int inputs)
        => random.Next(3) switch
        {
            0 => (Dense(random, inputs, static r => r.Next(-2, 3)), Box.Cube(inputs, -random.Next(1, 3), random.Next(1, 3))),
            1 => (Dense(random, inputs, static r => (float)(r.NextDouble() - 0.5)), RandomBox(random, inputs)),
            _ => (Graph(random, inputs), RandomBox(random, inputs)),
        };

    /// <summary>A small feed-forward network with weights from a distribution; sometimes without biases, sometimes with a duplicated neuron.</summary>
    public static ReluNetwork Dense(Random random, int inputs, Func<Random, double> weight)
    {
        int hidden = random.Next(1, 4);
        int[] widths = [inputs, .. Enumerable.Range(0, hidden).Select(_ => random.Next(1, inputs > 2 ? 5 : 6)), random.Next(1, 4)];
        bool biased = random.Next(3) > 0, duplicated = random.Next(4) == 0;
        AffineLayer[] layers = new AffineLayer[widths.Length - 1];
        for (int l = 0; l < layers.Length; l++)
        {
            double[] weights = [.. Enumerable.Range(0, widths[l] * widths[l + 1]).Select(_ => weight(random))];
            double[] bias = [.. Enumerable.Range(0, widths[l + 1]).Select(_ => biased ? weight(random) : 0d)];
            if (duplicated && widths[l + 1] > 1)
            {
                Array.Copy(weights, 0, weights, weights.Length - widths[l], widths[l]);
                bias[^1] = bias[0];
            }

            layers[l] = new AffineLayer(new DenseOperator(widths[l + 1], widths[l], [.. weights]), [.. bias]);
        }

        return ReluNetwork.FromLayers(layers);
    }

    /// <summary>A box with short rational ends; now and then an input is fixed.</summary>
    public static Box RandomBox(Random random, int inputs)
    {
        Rational[] lower = new Rational[inputs], upper = new Rational[inputs];
        for (int j = 0; j < inputs; j++)
        {
            lower[j] = new Rational(random.Next(-9, 4), random.Next(1, 8));
            upper[j] = lower[j] + new Rational(random.Next(1, 12), random.Next(1, 6));
        }

        return new Box([.. lower], [.. upper]);
    }

    /// <summary>A graph with residual terms, sparse and diagonal matrices and divisors, with the wanted number of inputs.</summary>
    private static ReluNetwork Graph(Random random, int inputs)
    {
        while (true)
        {
            ReluNetwork network = Networks.Tests.RandomNetworks.Next(random);
            if (network.InputDimension == inputs && network.HiddenNeurons is > 0 and < 14)
            {
                return network;
            }
        }
    }
}

/// <summary>Collects the regions of an enumeration.</summary>
internal sealed class RegionList(int most = int.MaxValue) : IRegionSink
{
    public List<EnumeratedRegion> Regions { get; } = [];

    public bool Accept(EnumeratedRegion region)
    {
        Regions.Add(region);
        return Regions.Count < most;
    }
}
