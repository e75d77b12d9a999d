using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Polyhedra.Tests.Facets;

public class FacetClassificationTests
{
    [Fact]
    public void A_cube_has_its_sides_and_nothing_else()
    {
        HRepresentation cube = Cube(3, extra: [[1, 1, 1, 3], [1, 1, 0, 2], [1, 1, 1, 4], [1, 0, 0, 2], [3, 0, 0, 3]]);
        BoxSides box = BoxSides.Of(cube, Enumerable.Range(0, 6));
        ClassifiedRows classified = Classify(cube, box);
        Assert.Equal((int[])[0, 1, 2, 3, 4, 5], classified.Facets.ToArray());
        Assert.Equal(new RowVerdict.Duplicate(0), classified.Verdicts[10]);
        Assert.IsType<RowVerdict.Redundant>(classified.Verdicts[6]);
    }

    [Fact]
    public void A_touching_row_is_redundant_by_exact_multipliers_and_a_cutting_one_is_a_facet()
    {
        HRepresentation cube = SlowPolyhedron.Of(2, [1L << 40, 0, 1L << 40], [0, 1, 1], [-1, 0, 1], [0, -1, 1], [1L << 50, 1L << 50, 1L << 51]);
        ClassifiedRows touching = Classify(cube, BoxSides.Of(cube, [0, 1, 2, 3]));
        Assert.Equal((int[])[0, 1, 2, 3], touching.Facets.ToArray());
        RowVerdict.Redundant redundant = Assert.IsType<RowVerdict.Redundant>(touching.Verdicts[4]);
        Assert.Equal((RowMultiplier[])[new(0, 1024), new(1, (Rational)(BigInteger.One << 50))], redundant.Multipliers.ToArray());

        HRepresentation cut = SlowPolyhedron.Of(2, [1L << 40, 0, 1L << 40], [0, 1, 1], [-1, 0, 1], [0, -1, 1], [1L << 50, 1L << 50, (1L << 51) - 1]);
        Assert.Equal((int[])[0, 1, 2, 3, 4], Classify(cut, BoxSides.Of(cut, [0, 1, 2, 3])).Facets.ToArray());
    }

    [Fact]
    public void Without_an_exact_budget_a_touching_row_is_undecided_and_the_rest_is_proved()
    {
        HRepresentation square = SlowPolyhedron.Of(2, [3, 0, 5], [0, 3, 5], [-1, 0, 1], [0, -1, 1], [3, 3, 10], [1, 1, 4]);
        ClassifiedRows classified = FacetClassification.Classify(
            square, BoxSides.Of(square, [0, 1, 2, 3]), [default, default], new DenseSimplex(), new ExactBudget(0, 1), CancellationToken.None);
        Assert.Equal((int[])[0, 1, 2, 3], classified.Facets.ToArray());
        Assert.False(classified.IsComplete);
        Assert.NotEmpty(Assert.IsType<RowVerdict.Undecided>(classified.Verdicts[4]).Reason);
        Assert.IsType<RowVerdict.Redundant>(classified.Verdicts[5]);
    }

    [Fact]
    public void A_side_stands_for_the_rows_that_coincide_with_it()
    {
        HRepresentation rows = SlowPolyhedron.Of(1, [3, 6], [1, 2], [5, 11], [0, 0], [-1, 4], [-2, 8], [-7, 29]);
        ClassifiedRows classified = Classify(rows, BoxSides.Of(rows, [1, 5]));
        Assert.Equal((int[])[1, 5], classified.Facets.ToArray());
        Assert.Equal((int[])[0], ((RowVerdict.Facet)classified.Verdicts[1]).Also.ToArray());
        Assert.Equal(new RowVerdict.Duplicate(5), classified.Verdicts[4]);
        Assert.Equal(new RowMultiplier(1, 5), Assert.Single(((RowVerdict.Redundant)classified.Verdicts[2]).Multipliers));
        Assert.IsType<RowVerdict.Trivial>(classified.Verdicts[3]);
    }

    [Fact]
    public void A_redundant_box_does_not_prove_itself()
    {
        // A small triangle deep inside a box all whose sides are redundant.
        HRepresentation rows = SlowPolyhedron.Of(2, [1, 0, 9], [0, 1, 9], [-1, 0, 9], [0, -1, 9], [3, 1, 1], [-2, 2, 1], [-1, -5, 1]);
        ClassifiedRows classified = Classify(rows, BoxSides.Of(rows, [0, 1, 2, 3]));
        Assert.Equal((int[])[4, 5, 6], classified.Facets.ToArray());
    }

    [Fact]
    public void A_wedge_without_a_box_needs_exact_multipliers()
    {
        HRepresentation rows = SlowPolyhedron.Of(2, [1, 2, 1], [1, -2, 1], [1, 0, 1], [1, 0, 7], [1, 1, 5]);
        ClassifiedRows classified = Classify(rows, BoxSides.None(rows));
        Assert.Equal((int[])[0, 1], classified.Facets.ToArray());
        RowVerdict.Redundant redundant = Assert.IsType<RowVerdict.Redundant>(classified.Verdicts[2]);
        Assert.Equal((RowMultiplier[])[new(0, new Rational(1, 2)), new(1, new Rational(1, 2))], redundant.Multipliers.ToArray());
    }

    [Fact]
    public void A_tiny_polytope_far_from_the_origin_is_seen_from_its_inside()
    {
        // x in [1, 1 + 2^-200] squared, cut by the diagonal, with a touching corner and a redundant row 2^-260 away.
        BigInteger one = BigInteger.One << 260, step = BigInteger.One << 60;
        HRepresentation rows = new(
            2,
            [
                new HalfSpace([one, 0], one + step), new HalfSpace([0, one], one + step), new HalfSpace([-one, 0], -one), new HalfSpace([0, -one], -one),
                new HalfSpace([one, one], (2 * one) + step), new HalfSpace([one, -one], step), new HalfSpace([one, one], (2 * one) + step + 1),
            ]);
        Dyadic inside = new((BigInteger.One << 202) + 1, -202);
        ClassifiedRows classified = FacetClassification.Classify(
            rows, BoxSides.Of(rows, [0, 1, 2, 3]), [inside, inside], new DenseSimplex(), ExactBudget.Default, CancellationToken.None);
        FacetEvidenceVerifier.Verify(rows, BoxSides.Of(rows, [0, 1, 2, 3]), classified);
        Assert.Equal((int[])[2, 3, 4], classified.Facets.ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_cross_polytope_has_all_its_facets(int dimension)
    {
        List<long[]> rows = [];
        for (int signs = 0; signs < 1 << dimension; signs++)
        {
            rows.Add([.. Enumerable.Range(0, dimension).Select(j => (signs >> j & 1) == 0 ? 1L : -1L), 1]);
        }

        for (int j = 0; j < dimension; j++)
        {
            rows.Add([.. Enumerable.Range(0, dimension).Select(k => j == k ? 1L : 0L), 1]);
            rows.Add([.. Enumerable.Range(0, dimension).Select(k => j == k ? -1L : 0L), 1]);
        }

        HRepresentation cross = SlowPolyhedron.Of(dimension, [.. rows]);
        ClassifiedRows classified = Classify(cross, BoxSides.Of(cross, Enumerable.Range(1 << dimension, 2 * dimension)));
        Assert.Equal(Enumerable.Range(0, 1 << dimension), classified.Facets.AsEnumerable());
    }

    [Fact]
    public void A_point_that_is_not_strictly_inside_is_refused()
    {
        HRepresentation cube = Cube(2, []);
        ArgumentException error = Assert.Throws<ArgumentException>(() => FacetClassification.Classify(
            cube, BoxSides.None(cube), [Dyadic.One, Dyadic.Zero], new DenseSimplex(), ExactBudget.Default, CancellationToken.None));
        Assert.Contains("lies on row 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BoxSides.Of(cube, [0, 0]));
        HRepresentation slanted = SlowPolyhedron.Of(2, [1, 1, 1]);
        Assert.Throws<ArgumentException>(() => BoxSides.Of(slanted, [0]));
    }

    [Fact]
    public void Random_degenerate_polyhedra_agree_with_brute_force() => Seeded.Check(250, random =>
    {
        int dimension = random.Next(1, 5);
        int count = random.Next(1, dimension == 4 ? 9 : 13);
        List<long[]> data = [];
        while (data.Count < count)
        {
            long[] row = [.. Enumerable.Range(0, dimension).Select(_ => (long)random.Next(-2, 3)), random.Next(1, 4)];
            data.Add(data.Count > 0 && random.Next(4) == 0 ? Scaled(data[random.Next(data.Count)], random) : row);
        }

        Check(random, data, dimension);
    });

    [Fact]
    public void Random_polyhedra_of_doubles_agree_with_brute_force() => Seeded.Check(150, random =>
    {
        int dimension = random.Next(1, 5);
        int count = random.Next(dimension + 1, dimension == 4 ? 10 : 16);
        List<long[]> data = [];
        for (int i = 0; i < count; i++)
        {
            int scale = random.Next(20, 45);
            data.Add([.. Enumerable.Range(0, dimension).Select(_ => random.NextInt64(-1L << scale, 1L << scale)), random.NextInt64(1, 1L << scale)]);
        }

        Check(random, data, dimension);
    });

    internal static ClassifiedRows Classify(HRepresentation rows, BoxSides box, ImmutableArray<Dyadic>? interior = null)
    {
        ClassifiedRows classified = FacetClassification.Classify(
            rows, box, interior ?? [.. new Dyadic[rows.Dimension]], new DenseSimplex(), ExactBudget.Default, CancellationToken.None);
        FacetEvidenceVerifier.Verify(rows, box, classified);
        return classified;
    }

    /// <summary>Compares with brute force, with a box or without, from another interior point than the origin where one is easy to find.</summary>
    private static void Check(Random random, List<long[]> data, int dimension)
    {
        int box = random.Next(3);
        int neurons = data.Count;
        for (int j = 0; j < dimension && box > 0; j++)
        {
            long k = random.Next(1, 4), end = random.Next(1, 4);
            data.Add([.. Enumerable.Range(0, dimension).Select(c => c == j ? k : 0L), end]);
            data.Add([.. Enumerable.Range(0, dimension).Select(c => c == j ? -k : 0L), random.Next(1, 4)]);
        }

        HRepresentation rows = SlowPolyhedron.Of(dimension, [.. data]);
        BoxSides sides = box == 2 ? BoxSides.Of(rows, Enumerable.Range(neurons, 2 * dimension)) : BoxSides.None(rows);
        Dyadic[] interior = [.. Enumerable.Range(0, dimension).Select(_ => new Dyadic(random.Next(-8, 9), -random.Next(3, 60)))];
        bool inside = rows.Rows.All(r => r.Normal.All(a => a.IsZero) || SlowPolyhedron.Dot(r, [.. interior.Select(x => x.ToRational())]) < r.Offset);
        ClassifiedRows classified = Classify(rows, sides, inside ? [.. interior] : null);
        bool[] expected = SlowPolyhedron.Facets(rows);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.True(expected[i] == classified.Verdicts[i] is RowVerdict.Facet or RowVerdict.Duplicate, $"row {i}: {classified.Verdicts[i]}");
        }
    }

    private static long[] Scaled(long[] row, Random random)
    {
        long factor = random.Next(1, 6);
        long[] scaled = [.. row.Select(a => a * factor)];
        scaled[^1] += random.Next(3) == 0 ? 1 : 0;
        return scaled;
    }

    private static HRepresentation Cube(int dimension, long[][] extra)
    {
        List<long[]> rows = [];
        foreach (long sign in (long[])[1, -1])
        {
            for (int j = 0; j < dimension; j++)
            {
                rows.Add([.. Enumerable.Range(0, dimension).Select(k => k == j ? sign : 0L), 1]);
            }
        }

        return SlowPolyhedron.Of(dimension, [.. rows, .. extra]);
    }
}
