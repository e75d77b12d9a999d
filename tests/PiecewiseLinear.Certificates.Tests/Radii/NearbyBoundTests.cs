using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>
/// Where a box meets a ball, and where few inputs change, a linear function is bounded as the specification says, by both checkers and to within their rounding: on random trees that cut boxes (at times so that they do not hold the point) and decide inputs,
/// a bias that leaves the bound just above 0 is accepted, one that leaves it just below is not.
/// </summary>
public sealed class NearbyBoundTests
{
    // The oracle of norm 2 works in doubles.
    private const double Close = 1e-9;

    [Fact]
    public void Both_checkers_bound_where_box_and_ball_meet() => Check(static random => (random.Next(2) == 0 ? VectorNorm.L1 : VectorNorm.L2, null, true));

    [Fact]
    public void Both_checkers_bound_where_few_inputs_change() => Check(static random => ((VectorNorm)random.Next(3), random.Next(4), false));

    [Fact]
    public void Both_checkers_bound_in_balls_where_few_inputs_change() => Check(static random => ((VectorNorm)random.Next(3), random.Next(1, 5), true));

    private static void Check(Func<Random, (VectorNorm Norm, int? Changes, bool InBall)> kind)
    {
        List<(ModelFile Model, byte[] Text)> texts = [];
        Seeded.Check(40, random =>
        {
            int d = random.Next(1, 12);
            double[] c = [.. Enumerable.Range(0, d).Select(_ => random.Next(4) == 0 ? random.Next(-2, 3) : (random.NextDouble() - 0.5) * 4)];
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => new Rational(random.Next(-9, 10), random.Next(3) == 0 ? 4 : 7))];
            Box box = new([.. point.Select(x => x - new Rational(random.Next(0, 5), 3))], [.. point.Select(x => x + new Rational(random.Next(0, 5), 3))]);
            (VectorNorm norm, int? changes, bool inBall) = kind(random);
            Rational lower = new(random.Next(1, 12), 5);
            RadiusClaim claim = new("", point, norm, 1, null, box, !inBall, inBall ? lower : null, null, null) { Changes = changes, Goal = (RadiusGoal)(2 * random.Next(2)) };
            CutTree tree = new(c, claim);
            tree.Grow(random);
            double bias = -tree.Bound;
            foreach (double off in new[] { Close, -Close })
            {
                ModelFile model = new(ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, d, [.. c]), [bias + off])]));
                using MemoryStream stream = new();
                using RadiusProofWriter writer = new(stream, claim with { NetworkSha256 = model.Sha256 });
                tree.Write(writer);
                texts.Add((model, stream.ToArray()));
            }
        });
        Assert.Equal(texts.Select(static (_, i) => i % 2 == 0 ? "VALID" : "INVALID"), ModelFile.OfBoth(texts).Select(Verdicts.Kind));
    }

    /// <summary>A random tree whose leaves are closed by the function's bound, and the least of these bounds by the letter of the specification, in doubles.</summary>
    private sealed class CutTree(double[] c, RadiusClaim claim)
    {
        private readonly double[] _center = [.. claim.Point.Select(static x => x.ToDoubleApproximate())];
        private readonly List<Action<ProofTreeWriter>> _nodes = [];

        public double Bound { get; private set; } = double.PositiveInfinity;

        public void Grow(Random random)
        {
            Box root = claim.RootBox()!;
            Fixed(random, [.. root.Lower.Select(static x => x.RoundDown())], [.. root.Upper.Select(static x => x.RoundUp())], claim.Changes is { } most ? new Decisions(claim.Point, most) : null, 0);
        }

        public void Write(ProofTreeWriter writer)
        {
            _nodes.ForEach(node => node(writer));
            writer.Finish();
        }

        private void Fixed(Random random, double[] low, double[] high, Decisions? decisions, int depth)
        {
            (low, high) = decisions?.Fix(low, high) ?? (low, high);
            Node(random, low, high, decisions, depth);
        }

        private void Node(Random random, double[] low, double[] high, Decisions? decisions, int depth)
        {
            int j = random.Next(c.Length);
            double at = low[j] + ((high[j] - low[j]) * random.Next(1, 8) / 8d);
            if (depth < 4 && random.Next(2) == 0 && at > low[j] && at < high[j])
            {
                _nodes.Add(writer => writer.Split(j, at));
                Node(random, low, [.. high.Select((end, k) => k == j ? at : end)], decisions, depth + 1);
                Node(random, [.. low.Select((end, k) => k == j ? at : end)], high, decisions, depth + 1);
            }
            else if (depth < 5 && random.Next(3) > 0 && decisions is { Left: > 0 } && decisions.Undecided.Contains(j))
            {
                _nodes.Add(writer => writer.SplitChange(j));
                Fixed(random, low, high, decisions.Keep(j), depth + 1);
                Fixed(random, low, high, decisions.Release(j), depth + 1);
            }
            else
            {
                _nodes.Add(static writer => { writer.Close(0, 0); writer.Leaf(); });
                Bound = Math.Min(Bound, new[] { OnBox(c, low, high), WithFewChanges(low, high, decisions), InBall(low, high) }.Max());
            }
        }

        private static double OnBox(double[] form, double[] low, double[] high) => form.Select((f, j) => f * (f > 0d ? low[j] : high[j])).Sum();

        private double AtCenter(double[] form) => form.Zip(_center, static (f, x) => f * x).Sum();

        private double WithFewChanges(double[] low, double[] high, Decisions? decisions)
        {
            if (decisions is null)
            {
                return double.NegativeInfinity;
            }

            double[] gains = [.. c.Select((f, j) => f * ((f > 0d ? low[j] : high[j]) - _center[j]))];
            int[] undecided = [.. decisions.Undecided.Where(j => low[j] <= _center[j] && high[j] >= _center[j])];
            int[] free = [.. Enumerable.Range(0, c.Length).Where(decisions.IsFree), .. decisions.Undecided.Except(undecided)];
            return AtCenter(c) + free.Sum(j => gains[j])
                + undecided.Select(j => Math.Min(0d, gains[j])).Order().Take(Math.Max(0, decisions.Left - (decisions.Undecided.Length - undecided.Length))).Sum();
        }

        private double InBall(double[] low, double[] high)
        {
            if (claim.Lower is not { } lower || claim.Norm == VectorNorm.LInf)
            {
                return double.NegativeInfinity;
            }

            double radius = lower.ToDoubleApproximate(), mu = 0d;
            double[] way = [.. c.Select((f, j) => Math.Max(0d, f > 0d ? _center[j] - low[j] : high[j] - _center[j]))];
            double[] own;
            if (claim.Norm == VectorNorm.L1)
            {
                double gone = 0d;
                mu = Enumerable.Range(0, c.Length).OrderByDescending(j => Math.Abs(c[j])).Select(j => (Size: Math.Abs(c[j]), Gone: gone += way[j])).FirstOrDefault(pair => pair.Gone >= radius).Size;
                own = [.. c.Select(f => Math.Clamp(f, -mu, mu))];
                return AtCenter(own) - (radius * mu) + OnBox(Rest(own), low, high);
            }

            radius = Math.Sqrt(radius);
            double above = 1e6;
            for (int k = 0; k < 200; k++)
            {
                double middle = (mu + above) / 2d, steps = c.Select((f, j) => Math.Min(Math.Abs(f) / middle, way[j])).Sum(static step => step * step);
                (mu, above) = steps > radius * radius ? (middle, above) : (mu, middle);
            }

            own = [.. c.Select((f, j) => Math.Clamp(f, -mu * way[j], mu * way[j]))];
            return AtCenter(own) - (radius * Math.Sqrt(own.Sum(static f => f * f))) + OnBox(Rest(own), low, high);
        }

        private double[] Rest(double[] own) => [.. c.Zip(own, static (f, part) => f - part)];
    }
}
