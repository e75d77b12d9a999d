using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>Small random networks, half of them chains, half with residual additions, means and relu of relu; a third has small integer weights, duplicates and zeros.</summary>
internal static class SmallGraphs
{
    public static ReluNetwork Next(Random random, int mostNeurons, int outputs, bool? generic = null)
    {
        bool degenerate = !(generic ?? random.Next(3) > 0), chain = random.Next(2) == 0;
        List<NetworkNode> nodes = [new InputNode(random.Next(1, 4), "x")];
        int neurons = 0, layer = 0;
        while (neurons == 0 || (neurons < mostNeurons && random.Next(4) > 0))
        {
            int width = random.Next(1, Math.Min(4, mostNeurons - neurons) + 1);
            Affine(nodes, random, width, chain, degenerate);
            nodes.Add(new ReluNode(width, $"r{layer}", nodes.Count - 1, layer++));
            neurons += width;
            if (!chain && neurons + width <= mostNeurons && random.Next(5) == 0)
            {
                nodes.Add(new ReluNode(width, $"r{layer}", nodes.Count - 1, layer++));
                neurons += width;
            }
        }

        Affine(nodes, random, outputs, chain, degenerate);
        return new ReluNetwork([.. nodes], nodes.Count - 1);
    }

    private static void Affine(List<NetworkNode> nodes, Random random, int width, bool chain, bool degenerate)
    {
        List<int> sources = [nodes.Count - 1];
        while (!chain && random.Next(2) == 0)
        {
            sources.Add(random.Next(nodes.Count));
        }

        ImmutableArray<AffineTerm> terms = [.. sources.Distinct().Select(source => new AffineTerm(source, Matrix(random, width, nodes[source].Width, degenerate)))];
        nodes.Add(new AffineNode(width, $"a{nodes.Count}", terms, [.. Enumerable.Range(0, width).Select(_ => random.Next(3) == 0 ? 0d : Number(random, degenerate))], !chain && random.Next(4) == 0 ? 3 : 1));
    }

    private static DenseOperator Matrix(Random random, int rows, int columns, bool degenerate)
    {
        double[] weights = [.. Enumerable.Range(0, rows * columns).Select(_ => Number(random, degenerate))];
        if (degenerate && rows > 1 && random.Next(3) == 0)
        {
            weights.AsSpan(0, columns).CopyTo(weights.AsSpan(columns));
        }

        return new DenseOperator(rows, columns, [.. weights]);
    }

    private static double Number(Random random, bool degenerate) => degenerate ? random.Next(-2, 3) : (float)((random.NextDouble() - 0.5) * 3);
}
