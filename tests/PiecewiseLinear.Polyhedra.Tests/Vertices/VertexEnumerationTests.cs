using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra.Tests.Facets;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Polyhedra.Tests.Vertices;

public class VertexEnumerationTests
{
    [Fact]
    public void Random_degenerate_polyhedra_have_the_vertices_of_brute_force() => Seeded.Check(300, random =>
    {
        int d = random.Next(1, 5);
        int count = random.Next(d, d == 4 ? 11 : 15);
        long scale = random.Next(3) == 0 ? 1L << random.Next(10, 50) : 2;
        HRepresentation rows = SlowPolyhedron.Of(d, [.. Enumerable.Range(0, count).Select(_ =>
            (long[])[.. Enumerable.Range(0, d).Select(_ => random.NextInt64(-scale, scale + 1)), random.NextInt64(-1, 2 * scale)])]);
        switch (VertexEnumeration.Enumerate(rows, 10_000, CancellationToken.None))
        {
            case VertexEnumerationOutcome.ContainsLine line:
                Assert.Contains(line.Direction, v => !v.IsZero);
                Assert.All(rows.Rows, row => Assert.True(SlowPolyhedron.Dot(row, [.. line.Direction.Select(v => (Rational)v)]).IsZero));
                break;
            case VertexEnumerationOutcome.Complete complete:
                Check(rows, complete.Generators);
                break;
            default:
                Assert.Fail("the budget of 10,000 must do");
                break;
        }
    });

    [Fact]
    public void Cubes_cross_polytopes_and_their_cones_have_their_known_generators()
    {
        for (int d = 1; d <= 6; d++)
        {
            List<long[]> cube = [];
            List<long[]> cross = [];
            List<long[]> orthant = [];
            for (int j = 0; j < d; j++)
            {
                cube.Add([.. Enumerable.Range(0, d).Select(k => k == j ? 1L : 0L), 1]);
                cube.Add([.. Enumerable.Range(0, d).Select(k => k == j ? -2L : 0L), 3]);
                orthant.Add([.. Enumerable.Range(0, d).Select(k => k == j ? -5L : 0L), -10]);
            }

            for (int s = 0; s < 1 << d; s++)
            {
                cross.Add([.. Enumerable.Range(0, d).Select(j => (s >> j & 1) == 0 ? 1L : -1L), 7]);
            }

            AssertCounts(SlowPolyhedron.Of(d, [.. cube]), 1 << d, 0);
            AssertCounts(SlowPolyhedron.Of(d, [.. cross]), 2 * d, 0);
            AssertCounts(SlowPolyhedron.Of(d, [.. orthant]), 1, d);
        }
    }

    [Fact]
    public void Lower_dimensional_empty_and_too_large_are_told_apart()
    {
        AssertCounts(SlowPolyhedron.Of(2, [1, 1, 1], [-1, -1, -1], [-1, 0, 0], [0, -1, 0]), 2, 0);
        AssertCounts(SlowPolyhedron.Of(2, [1, 0, 0], [-1, 0, -1], [0, 1, 1], [0, -1, 1]), 0, 0);
        AssertCounts(SlowPolyhedron.Of(1, [1, 3], [0, -1]), 0, null);
        Assert.IsType<VertexEnumerationOutcome.ContainsLine>(
            VertexEnumeration.Enumerate(SlowPolyhedron.Of(3, [1, 0, 0, 1], [0, 1, 1, 2]), 100, CancellationToken.None));
        HRepresentation cube = SlowPolyhedron.Of(2, [1, 0, 1], [0, 1, 1], [-1, 0, 1], [0, -1, 1]);
        Assert.IsType<VertexEnumerationOutcome.Incomplete>(VertexEnumeration.Enumerate(cube, 2, CancellationToken.None));
    }

    private static void AssertCounts(HRepresentation rows, int vertices, int? rays)
    {
        VRepresentation generators = Assert.IsType<VertexEnumerationOutcome.Complete>(
            VertexEnumeration.Enumerate(rows, 10_000, CancellationToken.None)).Generators;
        Assert.Equal(vertices, generators.Vertices.Length);
        Assert.Equal(rays ?? generators.Rays.Length, generators.Rays.Length);
        if (rows.Count <= 16)
        {
            // Brute force tries every d of the n rows.
            Check(rows, generators);
        }
    }

    /// <summary>Vertices are those of brute force; directions recede, are tight on d − 1 independent rows, and with none the polyhedron is bounded.</summary>
    private static void Check(HRepresentation rows, VRepresentation generators)
    {
        List<Rational[]> expected = SlowPolyhedron.Vertices(rows.Dimension, [.. rows.Rows.Where(r => r.Normal.Any(a => !a.IsZero))]);
        if (rows.Rows.Any(r => r.IsTrivial && r.Offset.Sign < 0))
        {
            expected = [];
        }

        Assert.Equal(
            expected.Select(v => string.Join(' ', v)).Order(StringComparer.Ordinal),
            generators.Vertices.Select(v => string.Join(' ', v.Point())).Order(StringComparer.Ordinal));
        foreach (Generator vertex in generators.Vertices)
        {
            Rational[] point = [.. vertex.Point()];
            Assert.Equal(
                Enumerable.Range(0, rows.Count).Where(i => SlowPolyhedron.Dot(rows.Rows[i], point) == rows.Rows[i].Offset), vertex.Tight.AsEnumerable());
        }

        if (expected.Count == 0)
        {
            return;
        }

        foreach (Generator ray in generators.Rays)
        {
            Rational[] direction = [.. ray.Vector.Select(v => (Rational)v)];
            HalfSpace[] tight = [.. rows.Rows.Where(r => SlowPolyhedron.Dot(r, direction).IsZero)];
            Assert.All(rows.Rows, r => Assert.True(SlowPolyhedron.Dot(r, direction).Sign <= 0));
            Assert.Equal(rows.Dimension - 1, tight.Length == 0 ? 0 : FractionFree.Rank([.. tight.Select(r => r.Normal.ToArray())]));
        }

        Assert.Equal(RecedingCone(rows), generators.Rays.Length);
    }

    /// <summary>The number of extreme directions: vertices of the recession cone cut by a row that is negative inside it, counted by brute force.</summary>
    private static int RecedingCone(HRepresentation rows)
    {
        HalfSpace[] cone = [.. rows.Rows.Where(r => r.Normal.Any(a => !a.IsZero)).Select(r => new HalfSpace(r.Normal, BigInteger.Zero))];
        BigInteger[] sum = new BigInteger[rows.Dimension];
        foreach (HalfSpace row in cone)
        {
            sum = [.. sum.Zip(row.Normal, (s, a) => s - a)];
        }

        // On the pointed cone the sum of all normals is strictly negative except at 0, so the cut at −Σaᵢ·x = 1 meets each extreme direction once.
        return SlowPolyhedron.Vertices(rows.Dimension, [.. cone, new HalfSpace([.. sum], BigInteger.One), new HalfSpace([.. sum.Select(s => -s)], BigInteger.MinusOne)])
            .Count;
    }
}
