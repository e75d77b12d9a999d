using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>The minima of a form where a box meets a ball, and with few changes: in doubles they are below those in wide integers by their rounding alone, and both are below the form at every point of the set.</summary>
public sealed class NearbyMinimumTests
{
    private const double Close = 1e-11;

    private static readonly RoundingCharge s_rounding = new(1000);

    [Fact]
    public void Minima_in_doubles_and_in_integers_agree_and_hold()
    {
        int met = 0, outside = 0;
        Seeded.Check(800, random =>
        {
            int d = random.Next(1, 40);
            double[] form = [.. Enumerable.Range(0, d).Select(_ => random.Next(5) == 0 ? random.Next(-2, 3) : (random.NextDouble() - 0.5) * 4)];
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => new Rational(random.Next(-9, 10), random.Next(1, 8)))];
            double[] low = [.. point.Select(x => x.RoundDown() - (random.Next(-1, 4) / 8d))], high = [.. low.Zip(point, (end, x) => Math.Max(end, x.RoundUp()) + (random.Next(0, 4) / 8d))];
            double[] magnitudes = [.. low.Zip(high, static (a, b) => Math.Max(Math.Abs(a), Math.Abs(b)) + 1d)];
            VectorNorm norm = random.Next(2) == 0 ? VectorNorm.L1 : VectorNorm.L2;

            // Often a radius that the ways just add up to.
            Rational radius = random.Next(2) == 0 ? Rational.FromDouble(random.NextDouble() * 2.5) : new Rational(random.Next(1, 40), 8);
            ChangeBudget budget = Decided(random, new ChangeBudget(new CheckedPoint(point), random.Next(0, d + 1)));
            CheckedForm checkedForm = new(form, 0d, 0d, magnitudes);
            double inBall = new CheckedBall(norm, budget.Center, radius.RoundUp()).Minimum(checkedForm, low, high, s_rounding);
            double onBox = checkedForm.Minimum(low, high, s_rounding), withFew = new ChangeMinimum(d).Minimum(checkedForm, low, high, budget, s_rounding);

            WideCenter center = new(point);
            BigInteger[] wide = [.. form.Select(FixedPoint.Floor)];
            WideState state = new([], []);
            state.SetBox(low, high);
            double wideInBall = Value(BigInteger.Max(WideCenter.Least(wide, state.Low, state.High), new WideBall(norm, center, norm == VectorNorm.L2 ? radius * radius : radius).Minimum(wide, state.Low, state.High)));
            double wideWithFew = Value(center.WithFewChanges(wide, state, budget));
            double size = form.Zip(magnitudes, static (c, x) => Math.Abs(c) * x).Sum() + 1d;

            // Where they do not meet, any number is a bound.
            Rational[] nearest = [.. point.Select((x, j) => Rational.Max(Rational.FromDouble(low[j]), Rational.Min(x, Rational.FromDouble(high[j]))))];
            Rational power = norm == VectorNorm.L2 ? radius * radius : radius;
            if (OpenBall.Distance(norm, point.AsSpan(), nearest) < power * (1 - new Rational(1, 1 << 19)))
            {
                outside += nearest.SequenceEqual(point) ? 0 : 1;
                Assert.InRange(wideInBall - Math.Max(onBox, inBall), -Close * size * 1e-3, Close * size);
            }
            Assert.InRange(wideWithFew - withFew, -Close * size * 1e-3, Close * size);

            for (int k = 0; k < 20; k++)
            {
                double[] x = [.. Enumerable.Range(0, d).Select(j => random.Next(3) switch { 0 => form[j] > 0d ? low[j] : high[j], 1 => Math.Clamp(point[j].ToDoubleApproximate(), low[j], high[j]), _ => low[j] + ((high[j] - low[j]) * random.NextDouble()) })];
                Rational value = x.Zip(form, static (a, c) => Rational.FromDouble(a) * Rational.FromDouble(c)).Aggregate(Rational.Zero, static (sum, term) => sum + term);
                Rational[] exact = [.. x.Select(Rational.FromDouble)];
                if (OpenBall.Distance(norm, point.AsSpan(), exact) <= (norm == VectorNorm.L2 ? radius * radius : radius))
                {
                    met++;
                    Assert.True(Rational.FromDouble(Math.Max(onBox, inBall)) <= value);
                }

                int[] changed = [.. Enumerable.Range(0, d).Where(j => exact[j] != point[j])];
                if (changed.All(j => budget.Inputs[j] != InputChange.Kept) && changed.Count(j => budget.Inputs[j] == InputChange.Undecided) <= budget.Left)
                {
                    met++;
                    Assert.True(Rational.FromDouble(withFew) <= value);
                }
            }
        });
        Assert.True(met > 800 && outside > 80, $"{met} points, {outside} boxes without the center that meet the ball");
    }

    [Fact]
    public void The_threshold_is_that_of_the_sorted_list() =>
        Seeded.Check(2000, static random =>
        {
            int count = random.Next(0, 90), kinds = random.Next(1, 30);
            double[] sizes = [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? random.Next(kinds) : random.Next(1 << 20) / 64d)], weights = [.. sizes.Select(_ => (double)random.Next(0, 4))];
            double limit = random.Next(1, (2 * count) + 2), gone = 0d;
            double expected = sizes.Zip(weights).OrderByDescending(static pair => pair.First).Select(pair => (pair.First, Gone: gone += pair.Second)).FirstOrDefault(pair => pair.Gone >= limit).First;
            Assert.Equal(expected, Threshold.Of(sizes, weights, limit));
        });

    /// <summary>Weights with thirds, and limits that they just add up to: rounding may take the next size for the right one, but no other, whatever the order of the sum.</summary>
    [Fact]
    public void A_threshold_that_rounding_blurs_is_one_of_two_neighbors() =>
        Seeded.Check(4000, static random =>
        {
            int count = random.Next(2, 60), kept = random.Next(1, count);
            double[] sizes = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() + 0.01)], weights = [.. sizes.Select(_ => random.Next(1, 9) / 3d)];
            (double Size, double Weight)[] sorted = [.. sizes.Zip(weights).OrderByDescending(static pair => pair.First)];
            double found = Threshold.Of(sizes, weights, sorted.Take(kept).Sum(static pair => pair.Weight));
            Assert.InRange(found, sorted[kept].Size, sorted[kept - 1].Size);
        });

    private static ChangeBudget Decided(Random random, ChangeBudget budget)
    {
        for (int j = 0; j < budget.Inputs.Length; j++)
        {
            bool free = random.Next(2) == 0;
            if (random.Next(4) == 0 && !(free && budget.Left == 0))
            {
                budget = budget.Decide(j, free);
            }
        }

        return budget;
    }

    private static double Value(BigInteger units) => new Rational(units, FixedPoint.One).ToDoubleApproximate();
}
