using System.Numerics;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Numbers;

public sealed class RationalLawTests
{
    [Fact]
    public void Rationals_are_a_field()
        => Seeded.Check(3000, random =>
        {
            (Rational a, Rational b, Rational c) = (random.NextRational(), random.NextRational(), random.NextRational());
            Assert.Equal(a + b, b + a);
            Assert.Equal(a * b, b * a);
            Assert.Equal((a + b) + c, a + (b + c));
            Assert.Equal((a * b) * c, a * (b * c));
            Assert.Equal(a * (b + c), (a * b) + (a * c));
            Assert.Equal(a, a + Rational.Zero);
            Assert.Equal(a, a * Rational.One);
            Assert.Equal(Rational.Zero, a - a);
            Assert.Equal(a - b, -(b - a));
            if (!b.IsZero)
            {
                Assert.Equal(Rational.One, b * b.Reciprocal());
                Assert.Equal(a / b, a * b.Reciprocal());
                Assert.Equal(a, a / b * b);
            }
        });

    [Fact]
    public void Every_result_is_canonical()
        => Seeded.Check(3000, random =>
        {
            (Rational a, Rational b) = (random.NextRational(), random.NextRational());
            foreach (Rational x in new[] { a + b, a - b, a * b, b.IsZero ? a : a / b, -a, Rational.Abs(a), a.IsZero ? a : a.Reciprocal() })
            {
                Assert.True(x.Denominator.Sign > 0);
                Assert.True(BigInteger.GreatestCommonDivisor(x.Numerator, x.Denominator).IsOne);
                Assert.Equal(x, new Rational(x.Numerator * -6, x.Denominator * -6));
                Assert.Equal(x.GetHashCode(), new Rational(x.Numerator * 6, x.Denominator * 6).GetHashCode());
                Assert.Equal(x, Rational.Parse(x.ToString(), new NumberLimits(100_000, 0)));
            }
        });

    [Fact]
    public void The_order_is_total_and_fits_the_operations()
        => Seeded.Check(3000, random =>
        {
            (Rational a, Rational b, Rational c) = (random.NextRational(), random.NextRational(), random.NextRational());
            Assert.Equal((a - b).Sign, a.CompareTo(b));
            Assert.Equal(-a.CompareTo(b), b.CompareTo(a));
            Assert.Equal(a == b, a.CompareTo(b) == 0);
            Assert.Equal(a < b, a + c < b + c);
            Assert.Equal(a <= b, !(a > b));
            Assert.Equal(a < b && c.Sign > 0, c.Sign > 0 && a * c < b * c);
            Assert.Equal(Rational.Min(a, b) + Rational.Max(a, b), a + b);
            Assert.True(Rational.Min(a, b) <= Rational.Max(a, b));
        });

    [Fact]
    public void The_default_value_is_zero()
    {
        Assert.Equal(Rational.Zero, default);
        Assert.Equal("0", default(Rational).ToString());
        Assert.Equal(BigInteger.One, default(Rational).Denominator);
        Assert.True(default(Rational).IsInteger);
    }

    [Fact]
    public void Division_by_zero_is_refused()
    {
        Assert.Throws<DivideByZeroException>(() => Rational.One / Rational.Zero);
        Assert.Throws<DivideByZeroException>(() => Rational.Zero.Reciprocal());
        Assert.Contains("7/0", Assert.Throws<DivideByZeroException>(() => new Rational(7, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_agree_with_their_definitions()
        => Seeded.Check(500, random =>
        {
            int n = random.Next(0, 6);
            Rational[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextRational())], y = [.. x.Select(_ => random.NextRational())];
            Rational expected = x.Zip(y, (p, q) => p * q).Aggregate(Rational.Zero, (sum, term) => sum + term);
            Assert.Equal(expected, RationalVector.Dot(x, y));
            Assert.Equal([expected + 1], RationalVector.Apply([x], [1], y));
            Assert.Equal(x.Zip(y, (p, q) => p + (expected * q)), RationalVector.Along(x, expected, y));
            (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(x);
            Assert.Equal(x, numerators.Select(p => new Rational(p, denominator)));
            Assert.True(IntegerVector.Content([.. numerators, denominator]).IsOne);
            BigInteger[] primitive = IntegerVector.Primitive(numerators);
            Assert.Equal(numerators, primitive.Select(p => p * IntegerVector.Content(numerators)));
            Assert.True(IntegerVector.Content(primitive) <= 1);
        });
}
