using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>A part is left by its sides alone exactly where it is outside of the open ball, and the multipliers prove it as the specification of cells asks.</summary>
public static class PartSidesTests
{
    [Fact]
    public static void Sides_leave_a_part_exactly_where_its_distance_is_at_least_the_radius()
    {
        int outside = 0, ties = 0, inside = 0;
        Seeded.Check(3000, random =>
        {
            int d = random.Next(1, 5);
            VectorNorm norm = random.Next(2) == 0 ? VectorNorm.L1 : VectorNorm.L2;
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => new Rational(random.Next(-8, 9), 8))];
            RadiusQuery query = new()
            {
                Network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, d, [.. Enumerable.Repeat(1d, d)]), [0]), new AffineLayer(new DenseOperator(1, 1, [1]), [1])]),
                Point = point,
                Norm = norm,
                Box = random.Next(2) == 0 ? null : new Box([.. point.Select(x => x - random.Next(0, 3))], [.. point.Select(x => x + random.Next(0, 3))]),
            };
            ExactDistance radius = ExactDistance.OfRadius(norm, new Rational(random.Next(1, 17), 8));
            BallSet set = new(new DecisionProblem(query), radius);
            BoxBounds part = new(d, 1);
            for (int j = 0; j < d; j++)
            {
                // A split at a number of few bits, somewhere in the root's box.
                (part.Low[j], part.High[j]) = (set.Group.Low[j], set.Group.High[j]);
                double at = Math.Floor((part.Low[j] + ((part.High[j] - part.Low[j]) * random.NextDouble())) * 8) / 8;
                if (at > part.Low[j] && at < part.High[j] && random.Next(3) > 0)
                {
                    (part.Low[j], part.High[j]) = random.Next(2) == 0 ? (at, part.High[j]) : (part.Low[j], at);
                }
            }

            Rational[] gaps = [.. point.Select((x, j) => Rational.Max(0, Rational.Max(Rational.FromDouble(part.Low[j]) - x, x - Rational.FromDouble(part.High[j]))))];
            ExactDistance distance = ExactDistance.OfVector(norm, [.. gaps]);
            ExactFinish? left = new PartSides(query.Box, set.Group).Outside(part, point, radius, [0]);
            Assert.Equal(distance >= radius, left is not null);
            inside += left is null ? 1 : 0;
            if (left is null)
            {
                return;
            }

            ties += distance == radius ? 1 : 0;
            outside++;
            ExactFinishNode leaf = Assert.Single(Assert.Single(left.Disjuncts).Nodes);
            Rational[] normal = new Rational[d];
            Rational offset = Rational.Zero;
            foreach ((int row, Rational weight) in leaf.Multipliers)
            {
                Assert.True(weight > 0);
                bool upper = row % 2 == 1;
                normal[row / 2] += upper ? weight : -weight;
                offset += weight * Rational.FromDouble(upper ? part.High[row / 2] : -part.Low[row / 2]);
            }

            Rational reach = normal.Zip(point, static (a, x) => a * x).Aggregate(Rational.Zero, static (sum, x) => sum + x) - offset;
            Assert.True(reach > 0);
            Assert.True(norm == VectorNorm.L1
                ? reach >= radius.Power * normal.Max(Rational.Abs)
                : reach * reach >= radius.Power * normal.Aggregate(Rational.Zero, static (sum, a) => sum + (a * a)));
        });
        Assert.InRange(outside, 50, int.MaxValue);
        Assert.InRange(ties, 3, int.MaxValue);
        Assert.InRange(inside, 50, int.MaxValue);
    }
}
