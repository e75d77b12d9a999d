using System.Numerics;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Filters;

/// <summary>The filter never lies: whatever it proves agrees with exact arithmetic, on usual, cancelling, badly scaled and extreme data.</summary>
public sealed class AffineFilterTests
{
    private static readonly BigInteger s_third = 3;

    [Fact]
    public void The_exact_value_is_within_the_error_bound_for_exact_data()
        => Seeded.Check(1500, random =>
        {
            double[] a = Numbers(random, random.Next(0, 40)), x = Numbers(random, a.Length);
            double b = Offset(random, a, x);
            Rational exact = Form(Exactly(a), Exactly(x), Rational.FromDouble(b));
            AssertEncloses(exact, AffineFilter.Evaluate(a, x, b));
            AssertTrue(exact, AffineFilter.AffineSign(a, x, b, FilterInput.Exact));
        });

    [Fact]
    public void The_exact_value_is_within_the_error_bound_for_rounded_data()
        => Seeded.Check(4000, random =>
        {
            int d = random.Next(0, 12);
            Rational[] a = Fractions(random, d), x = Fractions(random, d);
            Rational b = random.Next(2) == 0 ? Form(a, x, 0) + (random.NextRational() * TwoTo(-random.Next(40, 80))) : random.NextRational();
            Rational exact = Form(a, x, b);
            double[] ar = Rounded(a), xr = Rounded(x);
            AssertEncloses(exact, AffineFilter.Evaluate(ar, xr, b.ToDoubleApproximate()));
            FilteredSign sign = AffineFilter.AffineSign(ar, xr, b.ToDoubleApproximate(), FilterInput.Rounded);
            Assert.NotEqual(FilteredSign.Zero, sign);
            AssertTrue(exact, sign);
        });

    [Fact]
    public void All_rows_at_once_obey_the_same_bound()
        => Seeded.Check(300, random =>
        {
            int rows = random.Next(0, 50), d = random.Next(0, 9), stride = ((rows + 7) / 8 * 8) + random.Next(2);
            Rational[][] a = [.. Enumerable.Range(0, rows).Select(_ => Fractions(random, d))];
            Rational[] x = Fractions(random, d);
            Rational[] b = [.. a.Select(row => random.Next(2) == 0 ? Form(row, x, 0) : random.NextRational())];
            double[] columns = new double[stride * d];
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    columns[(j * stride) + i] = a[i][j].ToDoubleApproximate();
                }
            }

            double[] values = new double[rows], bounds = new double[rows];
            FilteredSign[] signs = new FilteredSign[rows];
            AffineFilter.EvaluateAll(columns, stride, Rounded(b), Rounded(x), values, bounds);
            int uncertain = AffineFilter.Signs(columns, stride, Rounded(b), Rounded(x), signs);
            Assert.Equal(signs.Count(sign => sign == FilteredSign.Uncertain), uncertain);
            for (int i = 0; i < rows; i++)
            {
                AssertEncloses(Form(a[i], x, b[i]), new FilteredValue(values[i], bounds[i]));
                AssertTrue(Form(a[i], x, b[i]), signs[i]);
            }
        });

    [Fact]
    public void Usual_data_are_decided()
    {
        int uncertain = 0;
        Seeded.Check(500, random =>
        {
            double[] a = [.. Enumerable.Range(0, 20).Select(_ => random.NextUsualDouble())], x = [.. a.Select(_ => random.NextUsualDouble())];
            uncertain += AffineFilter.AffineSign(a, x, random.NextUsualDouble(), FilterInput.Rounded) == FilteredSign.Uncertain ? 1 : 0;
        });
        Assert.InRange(uncertain, 0, 5);
    }

    [Fact]
    public void Zero_is_proved_only_where_every_term_is_exactly_zero()
    {
        Assert.Equal(FilteredSign.Zero, AffineFilter.DotSign([0, 5], [7, 0], FilterInput.Exact));
        Assert.Equal(FilteredSign.Zero, AffineFilter.DotSign([], [], FilterInput.Exact));
        Assert.Equal(FilteredSign.Uncertain, AffineFilter.DotSign([0, 5], [7, 0], FilterInput.Rounded));
        Assert.Equal(FilteredSign.Uncertain, AffineFilter.DotSign([1, -1], [1, 1], FilterInput.Exact));
        Assert.Equal(FilteredSign.Uncertain, AffineFilter.DotSign([double.Epsilon], [double.Epsilon], FilterInput.Exact));
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1e300, 1e300)]
    [InlineData(double.PositiveInfinity, 1)]
    public void What_overflows_or_is_no_number_is_uncertain(double a, double x)
    {
        Assert.Equal(FilteredSign.Uncertain, AffineFilter.DotSign([a, 1], [x, 1], FilterInput.Exact));
        FilteredValue value = AffineFilter.Evaluate([a, 1], [x, 1], 0);
        Assert.Equal(double.NegativeInfinity, value.Lower);
        Assert.Equal(double.PositiveInfinity, value.Upper);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AffineFilter.DotSign([1], [1, 2], FilterInput.Exact));
        Assert.Throws<ArgumentException>(() => AffineFilter.EvaluateAll([1, 2], 1, [1, 1], [1, 1], new double[2], new double[2]));
        Assert.Throws<ArgumentException>(() => AffineFilter.EvaluateAll([1, 2], 2, [1], [1], new double[2], new double[2]));
    }

    [Fact]
    public void A_rigorous_sum_encloses_the_exact_sum_tightly()
        => Seeded.Check(1000, random =>
        {
            RigorousSum sum = default;
            Rational exact = 0, magnitude = 0;
            for (int k = random.Next(0, 40); k > 0; k--)
            {
                double x = Extreme(random), y = Extreme(random);
                Rational term = Rational.FromDouble(x);
                if (random.Next(2) == 0)
                {
                    sum.Add(x);
                }
                else
                {
                    sum.AddProduct(x, y);
                    term *= Rational.FromDouble(y);
                }

                exact += term;
                magnitude += Rational.Abs(term);
            }

            AssertBetween(sum.Lower, exact, sum.Upper);
            if (double.IsFinite(sum.Upper) && double.IsFinite(sum.Lower))
            {
                Rational width = Rational.FromDouble(sum.Upper) - Rational.FromDouble(sum.Lower);
                Assert.True(width <= (Rational.Abs(exact) * TwoTo(-49)) + (magnitude * TwoTo(-90)) + TwoTo(-1060));
            }
        });

    [Fact]
    public void A_rigorous_sum_that_cancels_to_its_last_bits_still_encloses_the_exact_sum()
        => Seeded.Check(500, random =>
        {
            RigorousSum sum = default;
            Rational exact = 0;
            for (int k = random.Next(3, 30); k > 0; k--)
            {
                (double x, double y) = (random.NextDouble(), random.NextDouble());
                sum.AddProduct(x, y);
                exact += Rational.FromDouble(x) * Rational.FromDouble(y);
            }

            for (int k = 0; k < 2; k++)
            {
                double rest = exact.ToDoubleApproximate();
                sum.Add(-rest);
                exact -= Rational.FromDouble(rest);
            }

            AssertBetween(sum.Lower, exact, sum.Upper);
        });

    [Fact]
    public void A_rigorous_sum_bounds_charges_to_a_box_from_above()
        => Seeded.Check(2000, random =>
        {
            RigorousSum sum = default;
            Rational exact = 0;
            for (int k = random.Next(1, 10); k > 0; k--)
            {
                Rational b = random.NextRational();
                double multiplier = random.NextUsualDouble();
                sum.AddProductWithRounded(multiplier, b.ToDoubleApproximate());
                sum.AddRounded(b.ToDoubleApproximate());
                double low = Extreme(random), high = low + Math.Abs(random.NextUsualDouble()), lower = Extreme(random), upper = lower + 1;
                sum.AddLargestProduct(low, high, lower, upper);
                Rational[] products = [.. from r in Exactly([low, high]) from x in Exactly([lower, upper]) select r * x];
                exact += (b * Rational.FromDouble(multiplier)) + b + products.Max();
            }

            AssertBetween(double.NegativeInfinity, exact, sum.Upper);
        });

    [Fact]
    public void A_rigorous_sum_with_an_infinite_end_knows_nothing()
    {
        RigorousSum sum = default;
        sum.AddLargestProduct(0, 0, double.NegativeInfinity, 1);
        Assert.Equal(double.PositiveInfinity, sum.Upper);
        RigorousSum overflow = default;
        overflow.AddProduct(1e300, 1e300);
        overflow.Add(-1);
        Assert.Equal(double.PositiveInfinity, overflow.Upper);
        Assert.Equal(double.NegativeInfinity, overflow.Lower);
    }

    private static double[] Numbers(Random random, int count)
    {
        bool extreme = random.Next(3) == 0;
        return [.. Enumerable.Range(0, count).Select(_ => extreme ? Extreme(random) : random.NextUsualDouble())];
    }

    /// <summary>Extreme, but with products that do not overflow most of the time.</summary>
    private static double Extreme(Random random)
        => random.NextFiniteDouble() is var x && (Math.Abs(x) < 1e150 || random.Next(20) == 0) ? x : Math.ScaleB(random.NextUsualDouble(), random.Next(-540, 60));

    /// <summary>Half of the time an offset that cancels the form nearly or exactly.</summary>
    private static double Offset(Random random, double[] a, double[] x)
    {
        if (random.Next(2) == 0)
        {
            return random.NextUsualDouble();
        }

        double near = Form(Exactly(a), Exactly(x), 0).ToDoubleApproximate();
        near = random.Next(3) == 0 ? Math.BitIncrement(near) : near;
        return double.IsFinite(near) ? near : 0;
    }

    private static Rational[] Fractions(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0
            ? Rational.FromDouble(Math.ScaleB(random.NextUsualDouble(), random.Next(-1074, 60))) * new Rational(2, s_third)
            : random.NextRational() is var r && Rational.Abs(r) < TwoTo(400) ? r : new Rational(1, s_third))];

    private static Rational TwoTo(int exponent) => new Dyadic(BigInteger.One, exponent).ToRational();

    private static double[] Rounded(Rational[] values) => [.. values.Select(value => value.ToDoubleApproximate())];

    private static Rational[] Exactly(double[] values) => [.. values.Select(Rational.FromDouble)];

    private static Rational Form(Rational[] a, Rational[] x, Rational b) => a.Zip(x, (p, q) => p * q).Aggregate(-b, (sum, term) => sum + term);

    private static void AssertEncloses(Rational exact, FilteredValue value)
    {
        AssertBetween(value.Lower, exact, value.Upper);
        if (double.IsFinite(value.Value) && double.IsFinite(value.ErrorBound))
        {
            Assert.True(Rational.Abs(Rational.FromDouble(value.Value) - exact) <= Rational.FromDouble(value.ErrorBound), $"{value} does not hold {exact}");
        }
    }

    private static void AssertBetween(double lower, Rational exact, double upper)
    {
        Assert.True(lower == double.NegativeInfinity || Rational.FromDouble(lower) <= exact, $"{lower:R} is above {exact.ToDoubleApproximate():R}");
        Assert.True(upper == double.PositiveInfinity || Rational.FromDouble(upper) >= exact, $"{upper:R} is below {exact.ToDoubleApproximate():R}");
    }

    private static void AssertTrue(Rational exact, FilteredSign sign)
        => Assert.True(sign == FilteredSign.Uncertain || (int)sign == exact.Sign, $"claimed {sign}, the value is {exact}");
}
