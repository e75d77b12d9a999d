using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra.Tests.Facets;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Polyhedra.Tests.NearestPoints;

public class NearestPointTests
{
    private static readonly VectorNorm[] Norms = [VectorNorm.L1, VectorNorm.L2, VectorNorm.LInf];

    [Fact]
    public void Distances_in_the_plane_are_the_known_ones()
    {
        HRepresentation halfPlane = SlowPolyhedron.Of(2, [-3, -4, -25]);
        AssertDistance(halfPlane, [0, 0], VectorNorm.L1, new Rational(25, 4));
        AssertDistance(halfPlane, [0, 0], VectorNorm.L2, 25);
        AssertDistance(halfPlane, [0, 0], VectorNorm.LInf, new Rational(25, 7));
        HRepresentation quadrant = SlowPolyhedron.Of(2, [-1, 0, -3], [0, -1, -4]);
        AssertDistance(quadrant, [0, 0], VectorNorm.L1, 7);
        AssertDistance(quadrant, [0, 0], VectorNorm.L2, 25);
        AssertDistance(quadrant, [0, 0], VectorNorm.LInf, 4);
        AssertDistance(quadrant, [5, 5], VectorNorm.L2, 0);
        AssertDistance(quadrant, [3, 9], VectorNorm.L2, 0);
    }

    [Fact]
    public void A_flat_polyhedron_has_a_nearest_point_and_an_empty_one_a_Farkas_certificate()
    {
        HRepresentation segment = SlowPolyhedron.Of(2, [1, 1, 2], [-1, -1, -2], [-1, 0, 0], [0, -1, 0]);
        HRepresentation corner = SlowPolyhedron.Of(2, [1, 0, 3], [-1, 0, -3], [0, 1, 7], [0, -1, -7]);
        HRepresentation strip = SlowPolyhedron.Of(3, [1, 1, 1, 0], [-1, -1, -1, -1]);
        HRepresentation contradiction = SlowPolyhedron.Of(2, [1, 0, 1], [0, 0, -1]);
        foreach (VectorNorm norm in Norms)
        {
            AssertDistance(segment, [0, 0], norm, norm == VectorNorm.LInf ? 1 : 2);
            AssertDistance(corner, [3, 7], norm, 0);
            AssertDistance(corner, [0, 3], norm, norm switch { VectorNorm.L1 => 7, VectorNorm.L2 => 25, _ => 4 });
            AssertDistance(strip, [0, 0, 0], norm, null);
            AssertDistance(contradiction, [0, 0], norm, null);
        }
    }

    [Fact]
    public void Random_degenerate_systems_agree_with_brute_force()
    {
        int empty = 0, inside = 0, ties = 0;
        Seeded.Check(400, random =>
        {
            int d = random.Next(1, 4);
            HRepresentation rows = RandomRows(random, d);
            ImmutableArray<Rational> point = RandomPoint(random, d);
            foreach (VectorNorm norm in Norms)
            {
                NearestPointOutcome outcome = AssertDistance(rows, point, norm, SlowDistance.Of(rows, point, norm));
                empty += outcome is NearestPointOutcome.Empty ? 1 : 0;
                inside += outcome is NearestPointOutcome.Found { Distance.IsZero: true } ? 1 : 0;
                ties += outcome is NearestPointOutcome.Found found && found.Multipliers.Length > 1 ? 1 : 0;
            }
        });
        Assert.True(empty > 20 && inside > 20 && ties > 20, $"the sample is one-sided: {empty} empty, {inside} inside, {ties} at lower faces");
    }

    [Fact]
    public void Many_concurrent_rows_are_decided_with_a_verified_proof()
    {
        int active = 0;
        Seeded.Check(60, random =>
        {
            int d = random.Next(4, 11);
            HRepresentation rows = new(d, [.. Enumerable.Range(0, 4 * d).Select(_ => new HalfSpace(
                [.. Enumerable.Range(0, d).Select(_ => (BigInteger)random.Next(-1, 2))], random.Next(0, 2)))]);
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => (Rational)random.Next(-3, 4))];
            foreach (VectorNorm norm in Norms)
            {
                // The origin is inside, so that there is a nearest point; its proof is checked here from the definition.
                NearestPointOutcome.Found found = Assert.IsType<NearestPointOutcome.Found>(Find(rows, point, norm));
                AssertOutcome(rows, point, norm, found.Distance.Power, found);
                active = Math.Max(active, found.Multipliers.Length);
            }
        });
        Assert.True(active > 3, $"at most {active} rows were active");
    }

    [Fact]
    public void Lying_proposals_cost_time_and_never_a_wrong_answer()
    {
        Seeded.Check(300, random =>
        {
            int d = random.Next(1, 4);
            HRepresentation rows = RandomRows(random, d);
            ImmutableArray<Rational> point = RandomPoint(random, d);
            CenteredRows centered = new(rows, point);
            int[] lie = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(-2, rows.Count + 2))];
            double[] multipliers = [.. Enumerable.Range(0, random.Next(2 * rows.Count)).Select(_ => random.NextFiniteDouble())];
            foreach (VectorNorm norm in Norms)
            {
                DistanceProgram? program = norm == VectorNorm.L2 ? null : new DistanceProgram(centered, norm);
                ProposedNearestPoint proposed = new(centered, norm, new NearestPointCandidate(lie, multipliers), program, new LinearProgramCandidate
                {
                    Status = (CandidateStatus)random.Next(4),
                    Basis = [.. lie.Where(row => row >= 0)],
                    Multipliers = multipliers,
                });
                Rational? truth = SlowDistance.Of(rows, point, norm);
                NearestPointOutcome outcome = proposed.Prove(ExactBudget.Default, CancellationToken.None);
                AssertOutcome(rows, point, norm, truth, outcome);
                Assert.True(proposed.LowerBound() is { } bound ? truth is null || bound.Power <= truth : truth is null, "a lower bound is above the distance");
            }
        });
    }

    [Fact]
    public void Lower_bounds_are_proved_and_close()
    {
        Seeded.Check(40, random =>
        {
            int d = random.Next(2, 12);
            HRepresentation rows = new(d, [.. Enumerable.Range(0, 4 * d).Select(_ => GaussRow(random, d))]);
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => Rational.FromDouble(20 * (random.NextDouble() - 0.5)))];
            foreach (VectorNorm norm in Norms)
            {
                ProposedNearestPoint proposed = NearestPoint.Propose(rows, point, norm, new DenseSimplex(), CancellationToken.None);
                NearestPointOutcome.Found found = Assert.IsType<NearestPointOutcome.Found>(proposed.Prove(ExactBudget.Default, CancellationToken.None));
                ExactDistance bound = proposed.LowerBound()!.Value;
                Assert.True(bound <= found.Distance && bound.Power * 1_000_000 >= found.Distance.Power * 999_999, $"{bound} against {found.Distance}");
                Rational radius = Rational.FromDouble(Math.BitDecrement(found.Distance.ToDoubleApproximate() * (1 - double.ScaleB(1, -50))));
                Assert.True(DistanceBound.Proves(rows, point, norm, found.Multipliers, Rational.Max(radius, Rational.Zero)));
                Assert.False(!found.Distance.IsZero && DistanceBound.Proves(rows, point, norm, found.Multipliers, (radius * 2) + 1));
            }
        });
    }

    [Fact]
    public void Without_a_budget_the_answer_is_unknown_or_right()
    {
        int unknown = 0;
        Seeded.Check(60, random =>
        {
            HRepresentation rows = RandomRows(random, 3);
            ImmutableArray<Rational> point = RandomPoint(random, 3);
            ProposedNearestPoint proposed = new(new CenteredRows(rows, point), VectorNorm.L2, new NearestPointCandidate([], null), null, null);
            NearestPointOutcome outcome = proposed.Prove(ExactBudget.CheckOnly, CancellationToken.None);
            unknown += outcome is NearestPointOutcome.Unknown ? 1 : 0;
            if (outcome is not NearestPointOutcome.Unknown)
            {
                AssertOutcome(rows, point, VectorNorm.L2, SlowDistance.Of(rows, point, VectorNorm.L2), outcome);
            }
        });
        Assert.True(unknown > 0, "no case needed an exchange");
    }

    [Fact]
    public void A_point_of_another_length_is_refused()
        => Assert.Contains("1 coordinates", Assert.Throws<ArgumentException>(() => Find(SlowPolyhedron.Of(2, [1, 0, 1]), [0], VectorNorm.L2)).Message, StringComparison.Ordinal);

    internal static HalfSpace GaussRow(Random random, int d)
    {
        BigInteger[] normal = [.. Enumerable.Range(0, d).Select(_ => (BigInteger)random.NextInt64(-1L << 40, 1L << 40))];
        return new HalfSpace(ImmutableArray.Create(normal), random.NextInt64(1L << 40, 1L << 41));
    }

    private static NearestPointOutcome AssertDistance(HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, Rational? expected)
    {
        NearestPointOutcome outcome = Find(rows, point, norm);
        AssertOutcome(rows, point, norm, expected, outcome);
        return outcome;
    }

    private static void AssertOutcome(HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, Rational? expected, NearestPointOutcome outcome)
    {
        if (expected is null)
        {
            FarkasCertificate certificate = Assert.IsType<NearestPointOutcome.Empty>(outcome).Certificate;
            Rational offset = certificate.Multipliers.Aggregate(Rational.Zero, (sum, m) => sum + (m.Weight * rows.Rows[m.Row].Offset));
            Assert.True(offset.Sign < 0 && certificate.Multipliers.All(static m => m.Weight.Sign > 0));
            Assert.All(Enumerable.Range(0, rows.Dimension), j => Assert.True(
                certificate.Multipliers.Aggregate(Rational.Zero, (sum, m) => sum + (m.Weight * rows.Rows[m.Row].Normal[j])).IsZero));
            return;
        }

        NearestPointOutcome.Found found = Assert.IsType<NearestPointOutcome.Found>(outcome);
        Assert.Equal(expected, found.Distance.Power);
        Assert.All(rows.Rows, row => Assert.True(SlowPolyhedron.Dot(row, found.Point) <= row.Offset));
        Assert.All(found.Multipliers, m => Assert.True(m.Weight.Sign > 0));
        Assert.True(found.Distance.IsZero || DistanceBound.Of(rows, point, norm, found.Multipliers) == found.Distance);
    }

    private static NearestPointOutcome Find(HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm)
        => NearestPoint.Find(rows, point, norm, new DenseSimplex(), ExactBudget.Default, CancellationToken.None);

    /// <summary>Up to six rows with tiny coefficients: parallel, duplicate, concurrent and zero rows, empty and flat polyhedra all come up.</summary>
    private static HRepresentation RandomRows(Random random, int d)
        => new(d, [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => new HalfSpace(
            [.. Enumerable.Range(0, d).Select(_ => (BigInteger)random.Next(-2, 3))], random.Next(-3, 4)))]);

    private static ImmutableArray<Rational> RandomPoint(Random random, int d)
        => [.. Enumerable.Range(0, d).Select(_ => random.Next(3) == 0 ? new Rational(random.Next(-9, 10), random.Next(1, 7)) : (Rational)random.Next(-4, 5))];
}
