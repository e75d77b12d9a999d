using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>
/// In doubles and in integers alike no value of a linear function near a point is below what the checker says that it is at least there, be the numbers as they may: from subnormal to huge, equal but for their last bits, boxes that do not
/// hold the point or are a point, radii from below all steps to beyond all, more changes than inputs. The values are taken in rationals at points that are best, or best but for rounding.
/// </summary>
public sealed class NearbyRoundingTests
{
    [Fact]
    public void In_a_ball_of_norm_1() => Seeded.Check(60, static random => InBall(random, VectorNorm.L1));

    [Fact]
    public void In_a_ball_of_norm_2() => Seeded.Check(60, static random => InBall(random, VectorNorm.L2));

    [Fact]
    public void With_few_changes() => Seeded.Check(60, static random =>
    {
        Scene scene = new(random);
        int d = scene.Form.Length;
        ChangeBudget budget = new(scene.Center, random.Next(d + 2));
        foreach (int j in Enumerable.Range(0, d).Where(_ => random.Next(4) == 0))
        {
            budget = budget.Left > 0 || random.Next(2) == 0 ? budget.Decide(j, free: budget.Left > 0 && random.Next(2) == 0) : budget;
        }

        double bound = new ChangeMinimum(d).Minimum(scene.Checked, scene.Low, scene.High, budget, scene.Rounding);
        WideState state = new([], []) { Changes = budget };
        state.SetBox(scene.Low, scene.High);
        BigInteger wide = new WideCenter(scene.Point).WithFewChanges(scene.Wide, state, budget);
        for (int set = 0; set < 1 << d; set++)
        {
            int[] changed = [.. Enumerable.Range(0, d).Where(j => (set >> j & 1) == 1)];
            if (changed.Any(j => budget.Inputs[j] == InputChange.Kept) || changed.Count(j => budget.Inputs[j] == InputChange.Undecided) > budget.Left)
            {
                continue;
            }

            Rational[] x = [.. Enumerable.Range(0, d).Select(j => changed.Contains(j) ? scene.Best(j) : scene.Point[j])];
            scene.Above(x, bound, wide);
        }
    });

    private static void InBall(Random random, VectorNorm norm)
    {
        Scene scene = new(random);
        int d = scene.Form.Length;
        Rational radius = random.Next(8) switch
        {
            0 => Rational.FromDouble(double.Epsilon),
            1 => Rational.FromDouble(Math.ScaleB(1d, 900)),
            2 => new Rational(1, BigInteger.One << 1200),
            _ => Rational.FromDouble(Math.ScaleB(random.NextDouble() + 0.01, random.Next(-3, 3))) + new Rational(random.Next(2), 3),
        };
        double bound = new CheckedBall(norm, scene.Center, radius.RoundUp()).Minimum(scene.Checked, scene.Low, scene.High, scene.Rounding);
        BigInteger wide = new WideBall(norm, new WideCenter(scene.Point), norm == VectorNorm.L2 ? radius * radius : radius).Minimum(scene.Wide, FixedPointEnds(scene.Low, false), FixedPointEnds(scene.High, true));

        // Way by way, the best first (norm 1), or all ways shortened by some multiplier (norm 2), as far as the ball goes.
        Rational[] nearest = [.. Enumerable.Range(0, d).Select(j => Rational.Max(Rational.FromDouble(scene.Low[j]), Rational.Min(Rational.FromDouble(scene.High[j]), scene.Point[j])))];
        for (int k = 0; k < 12; k++)
        {
            Rational[] x = [.. nearest];
            double mu = k == 0 && Math.Sqrt(scene.Form.Sum(static c => c * c)) / radius.ToDoubleApproximate() is > 0d and var best ? best : Math.ScaleB(1d, (2 * k) - 12);
            foreach (int j in Enumerable.Range(0, d).OrderByDescending(j => Math.Abs(scene.Form[j])))
            {
                Rational step = scene.Best(j) - x[j], most = norm == VectorNorm.L1 ? radius - OpenBall.Distance(norm, scene.Point.AsSpan(), x) : Rational.FromDouble(Math.Min(1e300, Math.Abs(scene.Form[j]) / mu));
                x[j] += Rational.Max(-Rational.Max(most, 0), Rational.Min(Rational.Max(most, 0), step));
            }

            // Where that is too far, on the way there from the point that is nearest.
            Rational[] far = x;
            Rational power = norm == VectorNorm.L2 ? radius * radius : radius, part = Rational.Zero;
            for (int bit = 0; bit <= 45 && OpenBall.Distance(norm, scene.Point.AsSpan(), far) > power; bit++)
            {
                Rational further = part + new Rational(1, 1L << bit);
                Rational[] tried = [.. far.Zip(nearest, (a, b) => b + ((a - b) * further))];
                (part, x) = OpenBall.Distance(norm, scene.Point.AsSpan(), tried) <= power ? (further, tried) : (part, bit == 0 ? nearest : x);
            }

            if (OpenBall.Distance(norm, scene.Point.AsSpan(), x) <= power)
            {
                scene.Above(x, bound, wide);
            }
        }
    }

    private static BigInteger[] FixedPointEnds(double[] ends, bool up) => [.. ends.Select(end => up ? FixedPoint.Ceiling(end) : FixedPoint.Floor(end))];

    /// <summary>A form, a box, and a point that need not be in it.</summary>
    private sealed class Scene
    {
        private readonly double[] _magnitudes;

        public Scene(Random random)
        {
            int d = random.Next(1, 8), scale = random.Next(4) switch { 0 => -1060, 1 => 60, 2 => -30, _ => 0 };
            double size = random.NextDouble() + 0.5;
            Form = [.. Enumerable.Range(0, d).Select(_ => Math.ScaleB(random.Next(4) switch { 0 => 0d, 1 => Math.BitIncrement(size), 2 => -size, _ => (random.NextDouble() - 0.5) * 4 }, scale))];
            int spread = random.Next(5) == 0 ? -1060 : 0;
            Point = [.. Enumerable.Range(0, d).Select(_ => random.Next(5) == 0 ? new Rational(random.Next(-9, 10), BigInteger.Pow(3, 60)) : new Rational(random.Next(-9, 10), random.Next(2) == 0 ? 4 : 7))];
            (Low, High) = (new double[d], new double[d]);
            for (int j = 0; j < d; j++)
            {
                double from = (random.Next(3) == 0 ? Point[j].RoundUp() : Point[j].RoundDown()) + (random.Next(2) == 0 ? 0d : random.Next(-4, 3) / 3d);
                Low[j] = from + Math.ScaleB(random.Next(3) == 0 ? random.NextDouble() : 0d, spread);
                High[j] = random.Next(4) switch { 0 => Low[j], 1 => Math.BitIncrement(Low[j]), _ => Low[j] + Math.ScaleB(random.NextDouble() * 3, spread) };
            }

            Center = new CheckedPoint(Point);
            _magnitudes = [.. Enumerable.Range(0, d).Select(j => new[] { Low[j], High[j], Center.Low[j], Center.High[j] }.Max(Math.Abs))];
        }

        public double[] Form { get; }

        public ImmutableArray<Rational> Point { get; }

        public double[] Low { get; }

        public double[] High { get; }

        public CheckedPoint Center { get; }

        /// <summary>That of a network that has nothing but its inputs.</summary>
        public RoundingCharge Rounding => new((5 * Form.Length) + 8);

        public CheckedForm Checked => new(Form, 0d, 0d, _magnitudes);

        /// <summary>The form in units, where it is that exactly; where not, so are the values that it is held against.</summary>
        public BigInteger[] Wide => [.. Form.Select(static c => FixedPoint.Floor(c))];

        /// <summary>The end of the box where the form is least.</summary>
        public Rational Best(int j) => Rational.FromDouble(Form[j] >= 0d ? Low[j] : High[j]);

        /// <summary>The form at a point of the box, or of the inputs that may change, is at least what both arithmetics say.</summary>
        public void Above(Rational[] x, double bound, BigInteger wide)
        {
            if (x.Where((value, j) => value < Rational.FromDouble(Low[j]) || value > Rational.FromDouble(High[j])).Any())
            {
                return;
            }

            Rational value = Rational.Zero, units = Rational.Zero;
            foreach ((double c, BigInteger unit, Rational at) in Form.Zip(Wide, x))
            {
                (value, units) = (value + (Rational.FromDouble(c) * at), units + (new Rational(unit, FixedPoint.One) * at));
            }

            Assert.False(double.IsFinite(bound) && Rational.FromDouble(bound) > value, "a value is below its bound in doubles");
            Assert.False(double.IsPositiveInfinity(bound), "a bound is infinite");
            Assert.False(new Rational(wide, FixedPoint.One) > units, "a value is below its bound in integers");
        }
    }
}
