using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Bounds;

/// <summary>Minima of linear forms over box ∩ ball against exact ones in rationals: from the optimality conditions for norm 1 and ∞, from all active sets for norm 2; and the distances that follow.</summary>
public static unsafe class BallFormsTests
{
    /// <summary>Beyond it a distance stands for none.</summary>
    private const int Far = 1_000_000;

    /// <summary>How far below the least value a bound may be, as a part of the sum of all sizes: roundings only.</summary>
    private static readonly Rational s_near = Rational.FromDouble(Math.ScaleB(1d, -40));

    [Fact]
    public static void The_bound_is_just_below_the_least_value_on_box_and_ball()
    {
        int inside = 0, outside = 0, apart = 0, better = 0;
        Seeded.Check(2000, random =>
        {
            Scene scene = Scene.Next(random, VectorNorm.L1, VectorNorm.L2);
            double bound = scene.Minimum(scene.Radius);
            Rational least = ExactMinimum(scene, Rational.FromDouble(scene.Radius)), computed = Rational.FromDouble(bound);
            if (!scene.Meets(Rational.FromDouble(scene.Radius)))
            {
                apart++;
                return;
            }

            Assert.True(computed <= least + (s_near * scene.Scale), $"{bound:R} above {least.ToDoubleApproximate():R}: {scene}");
            (inside, outside) = scene.IsCentered ? (inside + 1, outside) : (inside, outside + 1);
            Rational onBox = OnBox(scene), onBall = -Rational.FromDouble(scene.Radius) * scene.DualAbove();
            Rational best = Rational.Max(onBox, scene.AtCenter + onBall);
            Assert.True(computed >= best - (s_near * scene.Scale), $"{bound:R} below box and ball, {best.ToDoubleApproximate():R}: {scene}");
            Assert.True(computed >= least - (s_near * scene.Scale), $"{bound:R} far below {least.ToDoubleApproximate():R}: {scene}");
            better += least > best + (s_near * scene.Scale) ? 1 : 0;
        });
        Assert.True(inside > 1000 && outside > 100 && apart > 50, $"{inside} hold the center, {outside} do not, {apart} do not meet the ball");
        Assert.InRange(better, 300, int.MaxValue);
    }

    [Fact]
    public static void No_point_of_box_and_ball_is_below_the_bound_and_the_minimizer_reaches_it()
    {
        int reached = 0;
        Seeded.Check(500, random =>
        {
            Scene scene = Scene.Next(random, VectorNorm.L1, VectorNorm.L2);
            Rational bound = Rational.FromDouble(scene.Minimum(scene.Radius)), radius = Rational.FromDouble(scene.Radius);
            for (int sample = 0; sample < 20; sample++)
            {
                Rational[] point = [.. scene.Low.Zip(scene.High, (a, b) => Rational.FromDouble(a) + ((Rational.FromDouble(b) - Rational.FromDouble(a)) * new Rational(random.Next(0, 17), 16)))];

                // Toward the point of the box that is nearest to the center it comes into the ball, if anything does.
                Rational share = new(random.Next(0, 17), 16);
                point = [.. point.Select((x, j) => scene.Nearest(j) + ((x - scene.Nearest(j)) * share))];

                Assert.True(!scene.Holds(point, radius) || scene.ValueAt(point) >= bound - (s_near * scene.Scale));
            }

            double[] minimizer = scene.Minimizer(scene.Radius);
            Rational[] exact = [.. minimizer.Select(Rational.FromDouble)];
            Assert.True(minimizer.Select((x, j) => x >= scene.Low[j] && x <= scene.High[j]).All(static inBox => inBox));
            if (scene.Meets(radius))
            {
                Assert.True(scene.Holds(exact, radius * (1 + s_near)), $"out of the ball: {scene}");
                Assert.True(scene.ValueAt(exact) <= bound + (s_near * 16 * scene.Scale), $"{scene.ValueAt(exact).ToDoubleApproximate():R} is not {bound.ToDoubleApproximate():R}: {scene}");
                reached++;
            }
        });
        Assert.InRange(reached, 200, int.MaxValue);
    }

    [Fact]
    public static void A_row_proves_the_radius_at_which_its_least_value_is_zero_and_never_less_than_the_ball_alone()
    {
        int finite = 0, beyond = 0, better = 0;
        Seeded.Check(3000, random =>
        {
            Scene scene = Scene.Next(random, VectorNorm.L1, VectorNorm.L2, VectorNorm.LInf);
            Rational margin = scene.Scale * new Rational(random.Next(-2, 30), 40);
            double constant = (margin - scene.AtCenter).ToDoubleApproximate(), distance = scene.Distance(constant);
            margin = Rational.FromDouble(constant) + scene.AtCenter;
            if (margin <= s_near * scene.Scale)
            {
                Assert.True(distance == 0d || margin > -s_near * scene.Scale);
                return;
            }

            // Below the distance the least value is positive, if there is any: that is what it claims.
            Rational below = Rational.FromDouble(Math.Min(distance, Far) * (1d - 1e-9));
            Assert.True((scene.Norm != VectorNorm.LInf && !scene.Meets(below)) || Rational.FromDouble(constant) + ExactMinimum(scene, below) >= -s_near * scene.Scale, $"{distance:R} is too far: {scene}");
            Rational alone = margin / (scene.DualAbove() + Rational.FromDouble(double.Epsilon));
            Assert.True(Rational.FromDouble(distance) >= Rational.Min(Far, alone * (1 - s_near)), $"{distance:R} is nearer than by the ball alone, {alone.ToDoubleApproximate():R}: {scene}");
            beyond += distance > Far ? 1 : 0;
            if (distance > Far || !scene.Meets(Rational.FromDouble(distance)))
            {
                return;
            }

            Rational above = Rational.FromDouble(distance * (1d + 1e-6));
            Assert.True(Rational.FromDouble(constant) + ExactMinimum(scene, above) <= s_near * scene.Scale, $"{distance:R} is too near: {scene}");
            finite++;
            better += Rational.FromDouble(distance) > alone * (1 + s_near) ? 1 : 0;
        });
        Assert.InRange(finite, 500, int.MaxValue);
        Assert.InRange(beyond, 50, int.MaxValue);
        Assert.InRange(better, 300, int.MaxValue);
    }

    private static Rational OnBox(Scene scene)
        => scene.Form.Select((c, j) => Rational.FromDouble(c) * Rational.FromDouble(c >= 0 ? scene.Low[j] : scene.High[j])).Aggregate(Rational.Zero, static (sum, x) => sum + x);

    /// <summary>The least value, by the optimality conditions; for norm 2 a number at most 2⁻⁵⁰ of the sizes above it, for norm ∞ where the center is outside of the box that on the box stretched to it.</summary>
    private static Rational ExactMinimum(Scene scene, Rational radius)
    {
        (Rational Size, Rational Near, Rational Cap)[] steps = [.. scene.Form.Select((c, j) => (Rational.Abs(Rational.FromDouble(c)), scene.Near(j), scene.Cap(j)))];
        Rational start = steps.Aggregate(scene.AtCenter, static (sum, step) => sum - (step.Size * step.Near));
        switch (scene.Norm)
        {
            case VectorNorm.LInf:
                return steps.Aggregate(scene.AtCenter, (sum, step) => sum - (step.Size * (step.Cap.Sign < 0 ? step.Cap : Rational.Min(step.Cap, radius))));
            case VectorNorm.L1:
                Rational left = steps.Aggregate(radius, static (sum, step) => sum - Rational.Abs(step.Near));
                foreach ((Rational size, Rational near, Rational cap) in steps.OrderByDescending(static step => step.Size))
                {
                    Rational taken = Rational.Min(cap - near, left);
                    (start, left) = (start - (size * taken), left - taken);
                }

                return start;
            default:
                // Steps of |c|·s between near and cap, and s grows until their squares add up: at every bend, in order, those between are one more or one less.
                Rational square = steps.Aggregate(radius * radius, static (sum, step) => sum - (step.Near * step.Near)), free = Rational.Zero;
                (Rational At, Rational Size, Rational End, bool Leaves)[] bends =
                [
                    .. steps.Where(static step => !step.Size.IsZero && step.Cap.Sign > 0).SelectMany(static step => new[] { (step.Near / step.Size, step.Size, step.Near, true), (step.Cap / step.Size, step.Size, step.Cap, false) }).OrderBy(static bend => bend.Item1),
                ];
                foreach ((Rational at, Rational size, Rational end, bool leaves) in bends)
                {
                    if (at * at * free >= square)
                    {
                        break;
                    }

                    (start, square, free) = leaves ? (start + (size * end), square + (end * end), free + (size * size)) : (start - (size * end), square - (end * end), free - (size * size));
                }

                return free.Sign <= 0 || square.Sign <= 0 ? start : start - Rational.FromDouble(Math.Sqrt((free * square).ToDoubleApproximate()));
        }
    }

    private sealed record Scene(double[] Form, double[] Low, double[] High, double[] Center, VectorNorm Norm, double Radius)
    {
        public bool IsCentered => Center.Select((c, j) => c >= Low[j] && c <= High[j]).All(static inside => inside);

        public Rational AtCenter => Form.Select((c, j) => Rational.FromDouble(c) * Rational.FromDouble(Center[j])).Aggregate(Rational.Zero, static (sum, x) => sum + x);

        /// <summary>A bound of all that is added up in a minimum.</summary>
        public Rational Scale
            => Form.Select((c, j) => Rational.Abs(Rational.FromDouble(c)) * Rational.FromDouble(Math.Max(Math.Abs(Low[j]), Math.Max(Math.Abs(High[j]), Math.Abs(Center[j])))))
                .Aggregate(Rational.FromDouble(Math.ScaleB(1d, -300)), static (sum, x) => sum + x);

        public static Scene Next(Random random, params ReadOnlySpan<VectorNorm> norms)
        {
            int d = random.Next(3) == 0 ? random.Next(17, 40) : random.Next(1, 12);
            bool coarse = random.Next(2) == 0;
            double[] center = [.. Enumerable.Range(0, d).Select(_ => random.Next(-8, 9) / 8d)];
            double[] low = [.. center.Select(c => c - Side(random))], high = [.. center.Select(c => c + Side(random))];
            for (int j = 0; j < d && random.Next(3) == 0; j++)
            {
                // A part that a split cut off from the center.
                double shift = random.Next(2) == 0 ? random.Next(-4, 5) / 2d : 0d;
                (low[j], high[j]) = (low[j] + shift, high[j] + shift);
            }

            double[] form = [.. Enumerable.Range(0, d).Select(_ => random.Next(6) == 0 ? 0d : coarse ? random.Next(-2, 3) : (random.NextDouble() - 0.5) * Math.ScaleB(1d, random.Next(-12, 4)))];
            return new Scene(form, low, high, center, norms[random.Next(norms.Length)], random.Next(1, 33) / 16d * (random.Next(3) == 0 ? 4 : 1));
        }

        /// <summary>How far a coordinate may go in the direction that lowers the form; negative where the center is outside on that side.</summary>
        public Rational Cap(int j) => Form[j] >= 0 ? Rational.FromDouble(Center[j]) - Rational.FromDouble(Low[j]) : Rational.FromDouble(High[j]) - Rational.FromDouble(Center[j]);

        /// <summary>The step in that direction to the nearest of the values that the box allows.</summary>
        public Rational Near(int j) => (Form[j] >= 0 ? 1 : -1) * (Rational.FromDouble(Center[j]) - Nearest(j));

        public Rational Nearest(int j) => Rational.FromDouble(Math.Clamp(Center[j], Low[j], High[j]));

        /// <summary>Whether the box meets the ball, and for norm 2 one whose square is smaller by 2⁻²⁰: nearer to touching, the bound is a weaker one. For norm ∞ whether it holds the center.</summary>
        public bool Meets(Rational radius)
        {
            Rational[] steps = [.. Form.Select((_, j) => Rational.Abs(Near(j)))];
            return Norm switch
            {
                VectorNorm.L1 => steps.Aggregate(Rational.Zero, static (sum, x) => sum + x) <= radius,
                VectorNorm.L2 => steps.Aggregate(Rational.Zero, static (sum, x) => sum + (x * x)) <= radius * radius * (1 - new Rational(1, 1 << 20)),
                _ => IsCentered,
            };
        }

        public double Minimum(double radius)
        {
            using AlignedMatrix form = Row();
            return new BallForms(Center, Norm).Minimum(form.Row(0), Low, High, radius);
        }

        public double[] Minimizer(double radius)
        {
            using AlignedMatrix form = Row();
            double[] point = new double[Form.Length];
            new BallForms(Center, Norm).Minimizer(form.Row(0), Low, High, radius, point);
            return point;
        }

        public double Distance(double constant)
        {
            using AlignedMatrix form = Row();
            return new BallForms(Center, Norm).Distance(form.Row(0), constant, Low, High);
        }

        /// <summary>The dual norm, for norm 2 not below it by more than 2⁻⁵⁰ of it.</summary>
        public Rational DualAbove()
        {
            Rational[] sizes = [.. Form.Select(static c => Rational.Abs(Rational.FromDouble(c)))];
            Rational sum = sizes.Aggregate(Rational.Zero, static (total, x) => total + x);
            return Norm switch
            {
                VectorNorm.L1 => sizes.Max(),
                VectorNorm.L2 => Rational.FromDouble(Math.BitIncrement(Math.Sqrt(sizes.Aggregate(Rational.Zero, static (total, x) => total + (x * x)).RoundUp()))),
                _ => sum,
            };
        }

        public Rational ValueAt(Rational[] point) => Form.Zip(point, static (c, x) => Rational.FromDouble(c) * x).Aggregate(Rational.Zero, static (sum, x) => sum + x);

        public bool Holds(Rational[] point, Rational radius)
        {
            Rational[] apart = [.. point.Zip(Center, static (x, c) => Rational.Abs(x - Rational.FromDouble(c)))];
            return Norm switch
            {
                VectorNorm.L1 => apart.Aggregate(Rational.Zero, static (sum, x) => sum + x) <= radius,
                VectorNorm.L2 => apart.Aggregate(Rational.Zero, static (sum, x) => sum + (x * x)) <= radius * radius,
                _ => Array.TrueForAll(apart, x => x <= radius),
            };
        }

        public override string ToString() => $"{Norm}, r = {Radius:R}, c = [{Text(Form)}], box [{Text(Low)}] to [{Text(High)}] around [{Text(Center)}]";

        /// <summary>The form, padded by zeros as rows are.</summary>
        private AlignedMatrix Row()
        {
            AlignedMatrix row = new(1, Form.Length);
            Form.CopyTo(new Span<double>(row.Row(0), Form.Length));
            return row;
        }

        private static string Text(double[] numbers) => string.Join(", ", ImmutableArray.Create(numbers));

        private static double Side(Random random) => random.Next(4) switch { 0 => 0d, 1 => random.Next(1, 9) / 16d, 2 => 1d, _ => random.NextDouble() * 2 };
    }
}
