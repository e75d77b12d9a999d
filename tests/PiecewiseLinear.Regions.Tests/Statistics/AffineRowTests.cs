using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

public sealed class AffineRowTests
{
    [Fact]
    public void Equal_rows_are_exactly_those_of_the_subdivision()
    {
        LoadedNetwork network = GoldenNetwork.Load("g_trap_absx");
        ImmutableArray<PlaneRegion> regions = PlaneSubdivision.Enumerate(network.Network, Box.Cube(2, -2, 2));
        AffineRowTable table = AffineRowTable.Find(network.Network, [.. regions.Select(Middle)], 2, default);
        Assert.Equal(3, table.DistinctMaps());
        Assert.Equal(regions.Select(static region => string.Join(' ', region.Matrix[0].Append(region.Bias[0]))).Distinct().Count(), table.DistinctRows(0));
        Assert.Equal(3, table.RowsFartherThan(1e-3, 0, default));
        Assert.Equal(1, table.RowsFartherThan(1e6, 0, default));
    }

    [Fact]
    public void Rows_give_the_value_at_their_point()
    {
        Seeded.Check(60, random =>
        {
            ReluNetwork network = RandomNetworks.Next(random);
            Rational[] point = RandomNetworks.Point(random, network.InputDimension);
            AffineRowTable table = AffineRowTable.Find(network, [[.. point]], 1, default);
            ImmutableArray<Rational> exact = ExactEvaluator.Evaluate(network, point);
            for (int k = 0; k < exact.Length; k++)
            {
                double value = 0, size = 0;
                for (int j = 0; j <= point.Length; j++)
                {
                    double term = table.Row(0, k)[j] * (j < point.Length ? point[j].ToDoubleApproximate() : 1);
                    (value, size) = (value + term, size + Math.Abs(term));
                }

                Assert.True(Math.Abs(value - exact[k].ToDoubleApproximate()) <= size * 1e-14, $"output {k}: {value}, expected {exact[k]}");
            }
        });
    }

    [Fact]
    public void Clusters_find_groups_that_are_apart()
    {
        double[][] rows = [[0, 0], [0, 1], [10, 0], [10, 1], [0, 0.5]];
        double[][] centers = RowClusters.Cluster(rows, 2, new SeededIntegers(1), default);
        Assert.Equal([[0, 0.5], [10, 0.5]], centers.OrderBy(static center => center[0]));
        Assert.Equal(rows, RowClusters.Cluster(rows, 9, new SeededIntegers(1), default));
        Assert.Single(RowClusters.Cluster([[1, 1], [1, 1], [1, 1]], 2, new SeededIntegers(1), default));
    }

    [Fact]
    public void One_map_for_each_side_is_all_that_the_absolute_value_needs()
    {
        // Outputs (|x|, 1/2): class 0 for |x| > 1/2. Two maps keep every class, one map cannot.
        ReluNetwork network = ReluNetwork.FromLayers(
            [new AffineLayer(new DenseOperator(2, 1, [1, -1]), [0, 0]), new AffineLayer(new DenseOperator(2, 2, [1, 1, 0, 0]), [0, 0.5])]);
        LabelledPoints examples = Labelled(network, [.. Enumerable.Range(-10, 21).Where(static k => k != 0).Select(static k => (ImmutableArray<Rational>)[new Rational((2 * k) + 1, 20)])]);
        AffineRowTable rows = AffineRowTable.Find(network, examples.Points, 1, default);
        Assert.Equal(2, rows.DistinctMaps());
        Assert.Equal(2, rows.DistinctRows(0));
        Assert.Equal(1, rows.DistinctRows(1));
        ImmutableArray<ClusteredAccuracy> study = RowClusters.Study(rows, rows, examples, [1, 2, 100], 4, 2, default);
        Assert.Equal(study.AsEnumerable(), RowClusters.Study(rows, rows, examples, [1, 2, 100], 4, 1, default));
        Assert.True(study[0].Correct < 20);
        Assert.Equal(20, study[1].Correct);
        Assert.Equal(20, study[2].Correct);
        Assert.Throws<ArgumentException>(() => RowClusters.Study(rows, rows, new LabelledPoints([], []), [1], 1, 1, default));
    }

    [Fact]
    public void Regression_recovers_a_linear_relation_of_rows()
    {
        // The second network is twice the first with its inputs exchanged: its rows are a linear image of the first's.
        LoadedNetwork first = GoldenNetwork.Load("c_2_8x2_1");
        AffineNode[] affine = [.. first.Network.Nodes.OfType<AffineNode>()];
        AffineNode last = affine[^1];
        ReluNetwork second = new(
            [.. first.Network.Nodes.Select(node => node == last
                ? last with { Terms = [last.Terms[0] with { Operator = Twice((DenseOperator)last.Terms[0].Operator) }], Bias = [.. last.Bias.Select(static b => 2 * b)] }
                : node)],
            first.Network.OutputNode);
        Random random = new(3);
        LabelledPoints examples = Labelled(second, [.. Enumerable.Range(0, 60).Select(_ => (ImmutableArray<Rational>)[Rational.FromDouble(random.NextDouble() - 0.5), Rational.FromDouble(random.NextDouble() - 0.5)])]);
        AffineRowTable from = AffineRowTable.Find(first.Network, examples.Points, 1, default), to = AffineRowTable.Find(second, examples.Points, 1, default);
        Assert.Equal(60, RowRegression.Correct(from, to, from, examples, default));
        Assert.Throws<ArgumentException>(() => RowRegression.Correct(from, to, from, new LabelledPoints([], []), default));
    }

    [Fact]
    public void The_fit_is_the_least_squares_solution_of_minimal_norm()
    {
        // Rank one: x = (1, 1) twice, y = 2 and 4; the mean 3 is split evenly. Fewer rows than columns as well.
        Matrix<double> fit = RowRegression.Fit(Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 1 }, { 1, 1 }, { 1, 1 } }), Matrix<double>.Build.DenseOfArray(new double[,] { { 2 }, { 4 }, { 3 } }));
        Assert.Equal(1.5, fit[0, 0], 12);
        Assert.Equal(1.5, fit[1, 0], 12);
        fit = RowRegression.Fit(Matrix<double>.Build.DenseOfArray(new double[,] { { 3, 4 } }), Matrix<double>.Build.DenseOfArray(new double[,] { { 25, 50 } }));
        Assert.Equal(3, fit[0, 0], 12);
        Assert.Equal(8, fit[1, 1], 12);
    }

    private static DenseOperator Twice(DenseOperator matrix) => matrix with { Weights = [.. matrix.Weights.Select(static w => 2 * w)] };

    private static LabelledPoints Labelled(ReluNetwork network, ImmutableArray<ImmutableArray<Rational>> points)
        => new(points, [.. PointDecisions.Find(network, points, 1, default).Select(static label => label!.Value)]);

    private static ImmutableArray<Rational> Middle(PlaneRegion region)
        => [Sum(region.Corners.Select(static p => p.X)) / region.Corners.Length, Sum(region.Corners.Select(static p => p.Y)) / region.Corners.Length];

    private static Rational Sum(IEnumerable<Rational> values) => values.Aggregate(Rational.Zero, static (sum, value) => sum + value);
}
