using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>The golden networks, and questions about them.</summary>
internal static class GoldenNetwork
{
    public static LoadedNetwork Load(string name) => NetworkFile.Load(RepositoryRoot.Combine("models", "golden", name + ".json"));

    public static RegionQuery Ask(LoadedNetwork network, string point, Box? box = null) => Ask(network, Numbers(point), box);

    public static RegionQuery Ask(LoadedNetwork network, ImmutableArray<Rational> point, Box? box)
        => new()
        {
            Network = network.Network,
            NetworkSha256 = network.Sha256,
            Point = point,
            Box = box,
            Solver = new DenseSimplex(),
        };

    public static ImmutableArray<Rational> Numbers(string text) => [.. text.Split(',').Select(Rational.Parse)];
}
