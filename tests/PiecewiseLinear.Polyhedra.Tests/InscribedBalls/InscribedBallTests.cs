using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra.Tests.Facets;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Polyhedra.Tests.InscribedBalls;

public class InscribedBallTests
{
    private static readonly VectorNorm[] Norms = [VectorNorm.L1, VectorNorm.L2, VectorNorm.LInf];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Cubes_simplices_and_cross_polytopes_have_their_known_inradii(int d)
    {
        HRepresentation cube = SlowPolyhedron.Of(d, [.. Axes(d, 1, 1), .. Axes(d, -1, 1)]);
        HRepresentation simplex = SlowPolyhedron.Of(d, [.. Axes(d, -1, 0), [.. Enumerable.Repeat(1L, d), 1]]);
        List<long[]> signs = [];
        for (int s = 0; s < 1 << d; s++)
        {
            signs.Add([.. Enumerable.Range(0, d).Select(j => (s >> j & 1) == 0 ? 3L : -3L), 3]);
        }

        HRepresentation cross = SlowPolyhedron.Of(d, [.. signs]);
        foreach (VectorNorm norm in Norms)
        {
            AssertInradius(cube, norm, 1, 1);
        }

        AssertInradius(simplex, VectorNorm.L1, new Rational(1, d + 1));
        AssertInradius(simplex, VectorNorm.L2, null, 1 / (d + Math.Sqrt(d)));
        AssertInradius(simplex, VectorNorm.LInf, new Rational(1, 2 * d));
        AssertInradius(cross, VectorNorm.L1, 1);
        AssertInradius(cross, VectorNorm.L2, null, 1 / Math.Sqrt(d));
        AssertInradius(cross, VectorNorm.LInf, new Rational(1, d));
    }

    [Fact]
    public void A_lower_dimensional_or_empty_polyhedron_has_no_interior_and_the_proof()
    {
        HRepresentation[] flat =
        [
            SlowPolyhedron.Of(2, [1, 0, 1], [-1, 0, -1], [0, 1, 1], [0, -1, 1]),
            SlowPolyhedron.Of(2, [1, 1, 0], [-1, 0, 0], [0, -1, 0]),
            SlowPolyhedron.Of(2, [1, 0, 1], [-1, 0, -2], [0, 1, 1], [0, -1, 1]),
            SlowPolyhedron.Of(2, [1, 0, 1], [0, 0, -1]),
            SlowPolyhedron.Of(3, [1, 0, 0, 1], [-1, 1, 0, 1], [0, -1, 0, -2]),
        ];
        foreach (HRepresentation rows in flat)
        {
            foreach (VectorNorm norm in Norms)
            {
                InscribedBallOutcome.NoInterior none = Assert.IsType<InscribedBallOutcome.NoInterior>(Find(rows, BoxSides.None(rows), norm));
                Rational bound = none.Multipliers.Aggregate(Rational.Zero, (sum, m) => sum + (m.Weight * rows.Rows[m.Row].Offset));
                for (int j = 0; j < rows.Dimension; j++)
                {
                    Assert.True(none.Multipliers.Aggregate(Rational.Zero, (sum, m) => sum + (m.Weight * rows.Rows[m.Row].Normal[j])).IsZero);
                }

                Assert.True(bound.Sign <= 0);
                Assert.All(none.Multipliers, m => Assert.True(m.Weight.Sign > 0));
                Assert.True(bound.Sign < 0 || none.Multipliers.Any(m => !rows.Rows[m.Row].IsTrivial));
            }
        }
    }

    [Fact]
    public void A_wedge_holds_balls_of_every_size_and_a_strip_does_not()
    {
        HRepresentation wedge = SlowPolyhedron.Of(2, [-3, 1, -5], [1, -3, -7], [0, 0, 2]);
        foreach (VectorNorm norm in Norms)
        {
            InscribedBallOutcome.Unbounded unbounded = Assert.IsType<InscribedBallOutcome.Unbounded>(Find(wedge, BoxSides.None(wedge), norm));
            Assert.True(unbounded.Lower.Sign > 0);
            BallVerifier.VerifyInside(wedge, norm, unbounded.Center, unbounded.Lower);
            Assert.True(SlowPolyhedron.Dot(wedge.Rows[0], unbounded.Ray).Sign < 0 && SlowPolyhedron.Dot(wedge.Rows[1], unbounded.Ray).Sign < 0);
            AssertInradius(SlowPolyhedron.Of(2, [1, 1, 1], [-1, -1, 1]), norm, norm switch
            {
                VectorNorm.L1 => 1,
                VectorNorm.LInf => new Rational(1, 2),
                _ => null,
            }, Math.Sqrt(0.5));
        }
    }

    [Fact]
    public void A_small_region_of_badly_scaled_rows_is_enclosed_as_tightly()
    {
        // A square of half side 2^-20 around (1/3, -1/3), its rows scaled by 2^±40 and turned by 45 degrees, in the box [-1, 1]².
        HRepresentation rows = new(
            2,
            [
                .. SlowPolyhedron.Of(2, [1, 0, 1], [0, 1, 1], [-1, 0, 1], [0, -1, 1]).Rows,
                new HalfSpace([3 << 20, 3 << 20], 3), new HalfSpace([-BigInteger.One << 60, -BigInteger.One << 60], BigInteger.One << 40),
                new HalfSpace([(BigInteger)3 << 60, (BigInteger)(-3) << 60], ((BigInteger)2 << 60) + ((BigInteger)3 << 40)),
                new HalfSpace([-3 << 20, 3 << 20], (-2 << 20) + 3),
            ]);
        BoxSides box = BoxSides.Of(rows, [0, 1, 2, 3]);
        foreach (VectorNorm norm in Norms)
        {
            ChebyshevBall ball = Assert.IsType<InscribedBallOutcome.Found>(Find(rows, box, norm)).Ball;
            BallVerifier.Verify(rows, box, ball);
            Assert.True((ball.Upper - ball.Lower) * new Rational(1_000_000_000_000, 1) <= ball.Upper);
        }
    }

    [Fact]
    public void Random_polytopes_have_verified_balls_with_or_without_a_box() => Seeded.Check(200, random =>
    {
        int d = random.Next(1, 7);
        bool boxed = random.Next(2) == 0;
        long scale = 1L << random.Next(2, 50);
        List<long[]> data = [];
        for (int i = random.Next(d + 1, (4 * d) + 4); i > 0; i--)
        {
            data.Add([.. Enumerable.Range(0, d).Select(_ => random.NextInt64(-scale, scale + 1)), random.NextInt64(-scale / 16, scale)]);
        }

        int neurons = data.Count;
        data.AddRange(boxed ? [.. Axes(d, 1, 2), .. Axes(d, -2, 3)] : []);
        HRepresentation rows = SlowPolyhedron.Of(d, [.. data]);
        BoxSides box = boxed ? BoxSides.Of(rows, Enumerable.Range(neurons, 2 * d)) : BoxSides.None(rows);
        VectorNorm norm = Norms[random.Next(3)];
        switch (Find(rows, box, norm))
        {
            case InscribedBallOutcome.Found found:
                BallVerifier.Verify(rows, box, found.Ball);
                Assert.True(norm == VectorNorm.L2 || found.Ball.IsExact);
                Assert.True((found.Ball.Upper - found.Ball.Lower) * new Rational(1_000_000_000_000, 1) <= found.Ball.Upper);
                break;
            case InscribedBallOutcome.Unbounded unbounded:
                Assert.False(boxed);
                BallVerifier.VerifyInside(rows, norm, unbounded.Center, unbounded.Lower);
                Assert.All(rows.Rows, row => Assert.True(row.IsTrivial || SlowPolyhedron.Dot(row, unbounded.Ray).Sign < 0));
                break;
            case InscribedBallOutcome.NoInterior none:
                Assert.True(none.Multipliers.Aggregate(Rational.Zero, (sum, m) => sum + (m.Weight * rows.Rows[m.Row].Offset)).Sign <= 0);
                break;
            case InscribedBallOutcome.Unknown unknown:
                Assert.Fail(unknown.Reason);
                break;
        }
    });

    [Fact]
    public void Without_any_budget_the_answer_is_an_enclosure_or_unknown_but_true() => Seeded.Check(40, random =>
    {
        int d = random.Next(2, 5);
        long[][] data = [.. Enumerable.Range(0, 4 * d).Select(_ =>
            (long[])[.. Enumerable.Range(0, d).Select(_ => random.NextInt64(-1L << 40, 1L << 40)), random.NextInt64(1, 1L << 40)])];
        HRepresentation rows = SlowPolyhedron.Of(d, [.. data, .. Axes(d, 1, 2), .. Axes(d, -1, 2)]);
        BoxSides box = BoxSides.Of(rows, Enumerable.Range(4 * d, 2 * d));
        foreach (VectorNorm norm in Norms)
        {
            InscribedBallOutcome outcome = InscribedBall.Find(rows, box, norm, new DenseSimplex(), new ExactBudget(0, 1), CancellationToken.None);
            BallVerifier.Verify(rows, box, Assert.IsType<InscribedBallOutcome.Found>(outcome).Ball);
        }
    });

    private static InscribedBallOutcome Find(HRepresentation rows, BoxSides box, VectorNorm norm)
        => InscribedBall.Find(rows, box, norm, new DenseSimplex(), ExactBudget.Default, CancellationToken.None);

    private static void AssertInradius(HRepresentation rows, VectorNorm norm, Rational? exact, double approximate = 0)
    {
        BoxSides box = BoxSides.None(rows);
        ChebyshevBall ball = Assert.IsType<InscribedBallOutcome.Found>(Find(rows, box, norm)).Ball;
        BallVerifier.Verify(rows, box, ball);
        if (norm == VectorNorm.L2)
        {
            Assert.Equal(approximate, ball.Lower.ToDoubleApproximate(), 1e-12);
            Assert.Equal(approximate, ball.Upper.ToDoubleApproximate(), 1e-12);
        }
        else
        {
            Assert.Equal((exact, exact), (ball.Lower, ball.Upper));
        }
    }

    private static long[][] Axes(int d, long coefficient, long offset)
        => [.. Enumerable.Range(0, d).Select(j => (long[])[.. Enumerable.Range(0, d).Select(k => k == j ? coefficient : 0L), offset])];
}
