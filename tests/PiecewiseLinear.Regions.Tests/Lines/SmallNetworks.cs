using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>Random feed-forward networks, a third of them with small integer weights: duplicated and vanishing neurons, zeros of many neurons at one place.</summary>
internal static class SmallNetworks
{
    public static ReluNetwork Next(Random random, int inputs, int outputs)
    {
        bool integers = random.Next(3) == 0;
        int[] widths = [inputs, .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 7)), outputs];
        return ReluNetwork.FromLayers([.. Enumerable.Range(1, widths.Length - 1).Select(l => new AffineLayer(
            new DenseOperator(widths[l], widths[l - 1], [.. Enumerable.Range(0, widths[l] * widths[l - 1]).Select(_ => Weight(random, integers))]),
            [.. Enumerable.Range(0, widths[l]).Select(_ => Weight(random, integers))]))]);
    }

    /// <summary>A point with small integers or sixths, so that paths hit the corners of integer networks.</summary>
    public static Rational[] Point(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? (Rational)random.Next(-2, 3) : new Rational(random.Next(-18, 19), 6))];

    private static double Weight(Random random, bool integer) => integer ? random.Next(-1, 2) : (float)((random.NextDouble() - 0.5) * 4);
}
