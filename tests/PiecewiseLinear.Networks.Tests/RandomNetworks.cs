using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Tests;

/// <summary>Small random graphs with every kind of node, operator, divisor and residual connection.</summary>
internal static class RandomNetworks
{
    public static ReluNetwork Next(Random random)
    {
        List<NetworkNode> nodes = [new InputNode(random.Next(1, 5), "x")];
        int layers = 0;
        int steps = random.Next(2, 9);
        for (int s = 0; s < steps; s++)
        {
            if (s > 0 && random.Next(3) == 0)
            {
                int source = random.Next(nodes.Count);
                nodes.Add(new ReluNode(nodes[source].Width, $"relu {layers}", source, layers++));
                continue;
            }

            int width = random.Next(1, 6);
            ImmutableArray<AffineTerm>.Builder terms = ImmutableArray.CreateBuilder<AffineTerm>();
            int count = random.Next(0, 10) == 0 ? 0 : random.Next(1, 4);
            for (int t = 0; t < count; t++)
            {
                int source = random.Next(4) == 0 ? random.Next(nodes.Count) : nodes.Count - 1;
                terms.Add(new AffineTerm(source, Operator(random, width, nodes[source].Width)));
            }

            nodes.Add(new AffineNode(width, $"affine {s}", terms.DrainToImmutable(), [.. Numbers(random, width)], random.Next(3) == 0 ? random.Next(1, 10) : 1));
        }

        return new ReluNetwork([.. nodes], nodes.Count - 1);
    }

    public static Rational[] Point(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => random.Next(4) switch
        {
            0 => (Rational)random.Next(-3, 4),
            1 => new Rational(random.Next(-20, 21), random.Next(1, 20)),
            _ => Rational.FromDouble(Math.ScaleB(random.NextDouble() - 0.5, random.Next(-3, 4))),
        })];

    private static LinearOperator Operator(Random random, int rows, int columns)
    {
        int kind = random.Next(4);
        return kind switch
        {
            0 when rows == columns => new IdentityOperator(rows),
            1 when rows == columns => new DiagonalOperator([.. Numbers(random, rows)]),
            2 => Sparse(random, rows, columns),
            _ => new DenseOperator(rows, columns, [.. Numbers(random, rows * columns)]),
        };
    }

    private static SparseOperator Sparse(Random random, int rows, int columns)
    {
        List<int> starts = [0];
        List<int> indices = [];
        for (int i = 0; i < rows; i++)
        {
            indices.AddRange(Enumerable.Range(0, columns).Where(_ => random.Next(2) == 0));
            starts.Add(indices.Count);
        }

        return new SparseOperator(rows, columns, [.. starts], [.. indices], [.. Numbers(random, indices.Count)]);
    }

    private static IEnumerable<double> Numbers(Random random, int count)
        => Enumerable.Range(0, count).Select(_ => random.Next(6) switch
        {
            0 => 0d,
            1 => random.Next(-3, 4),
            2 => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-40, 40)),
            _ => (double)(float)(random.NextDouble() - 0.5),
        });
}
