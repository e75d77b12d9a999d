using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Numbers;

public sealed class DyadicLawTests
{
    [Fact]
    public void Dyadics_compute_like_the_rationals_that_they_are()
        => Seeded.Check(3000, random =>
        {
            (Dyadic a, Dyadic b) = (Next(random), Next(random));
            (Rational p, Rational q) = (a.ToRational(), b.ToRational());
            Assert.Equal(p + q, (a + b).ToRational());
            Assert.Equal(p - q, (a - b).ToRational());
            Assert.Equal(p * q, (a * b).ToRational());
            Assert.Equal(-p, (-a).ToRational());
            Assert.Equal(Rational.Abs(p), Dyadic.Abs(a).ToRational());
            Assert.Equal(p.CompareTo(q), a.CompareTo(b));
            Assert.Equal(p == q, a == b);
            Assert.Equal(p < q, a < b);
            Assert.Equal(p.Sign, a.Sign);
            Assert.Equal(p.ToString(), a.ToString());
        });

    [Fact]
    public void Every_result_is_canonical()
        => Seeded.Check(3000, random =>
        {
            (Dyadic a, Dyadic b) = (Next(random), Next(random));
            foreach (Dyadic x in new[] { a, a + b, a - b, a * b, -a, new Dyadic(a.Mantissa << 5, a.Exponent - 5) })
            {
                Assert.True(x.IsZero ? x.Exponent == 0 : !x.Mantissa.IsEven);
                Assert.Equal(x.GetHashCode(), new Dyadic(x.Mantissa << 3, x.Exponent - 3).GetHashCode());
            }
        });

    [Fact]
    public void Doubles_are_imported_exactly()
        => Seeded.Check(5000, random =>
        {
            double x = random.NextFiniteDouble();
            (long mantissa, int exponent) = DoubleParts.Of(x);
            Assert.True(Math.Abs(mantissa) < 1L << 53);
            Assert.Equal(Dyadic.FromDouble(x), new Dyadic(mantissa, exponent));
            Assert.Equal(x, Dyadic.FromDouble(x).ToDoubleApproximate());
            Assert.Equal(x, Dyadic.FromDouble(x).RoundDown());
            Assert.Equal(x, Rational.FromDouble(x).RoundUp());
            Assert.Equal(x, Rational.FromDouble(x).ToDoubleApproximate());
        });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_is_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Dyadic.FromDouble(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rational.FromDouble(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleParts.Of(value));
    }

    private static Dyadic Next(Random random)
        => random.Next(3) == 0 ? new Dyadic(random.NextBigInteger(random.Next(1, 200)), random.Next(-200, 200)) : Dyadic.FromDouble(random.NextFiniteDouble());
}
