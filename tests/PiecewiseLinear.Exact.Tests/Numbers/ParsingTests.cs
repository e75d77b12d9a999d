using System.Globalization;
using System.Numerics;

namespace PiecewiseLinear.Exact.Tests.Numbers;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("+7", "7")]
    [InlineData("0.1", "1/10")]
    [InlineData("-.5", "-1/2")]
    [InlineData("5.", "5")]
    [InlineData("1e-3", "1/1000")]
    [InlineData("-2.50E+2", "-250")]
    [InlineData("4/6", "2/3")]
    [InlineData("-1/3", "-1/3")]
    [InlineData("0/5", "0")]
    [InlineData("00012.5000", "25/2")]
    [InlineData("1e0000000000000003", "1000")]
    public void Numbers_are_read_exactly(string text, string canonical)
    {
        Assert.Equal(canonical, Rational.Parse(text).ToString());
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (strange.NumberFormat.NumberDecimalSeparator, strange.NumberFormat.NegativeSign, strange.NumberFormat.PositiveSign) = (",", "~", "#");
        CultureInfo.CurrentCulture = strange;
        try
        {
            Assert.Equal(canonical, Rational.Parse(text).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1/-2")]
    [InlineData("1/2/3")]
    [InlineData("1.5/2")]
    [InlineData("/2")]
    [InlineData("1/")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1_000")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("١")]
    public void What_is_no_number_is_refused_with_its_text(string text)
    {
        Assert.False(Rational.TryParse(text, out _, out string? error));
        Assert.Contains($"'{text}' is not a number", error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => Rational.Parse(text)).Message);
    }

    [Fact]
    public void A_fraction_over_zero_is_refused()
    {
        Assert.False(Rational.TryParse("3/0", out _, out string? error));
        Assert.Contains("denominator of a fraction must not be 0", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_hold_to_the_digit()
    {
        NumberLimits limits = new(MaxDigits: 5, MaxExponent: 12);
        Assert.Equal((Rational)99999, Rational.Parse("99999", limits));
        Assert.Equal(new Rational(12345, 1000), Rational.Parse("12.345", limits));
        Assert.Equal(BigInteger.Pow(10, 12), Rational.Parse("1e12", limits).Numerator);
        Assert.Equal(BigInteger.Pow(10, 12), Rational.Parse("1e-12", limits).Denominator);
        Refuses("100000", "it has 6 digits, more than the limit of 5");
        Refuses("12.3456", "it has 6 digits, more than the limit of 5");
        Refuses("1/100000", "it has 6 digits, more than the limit of 5");
        Refuses("1e13", "its exponent is beyond the limit of ±12");
        Refuses("1e-13", "its exponent is beyond the limit of ±12");
        Refuses("1e99999999999999999999", "its exponent is beyond the limit of ±12");

        void Refuses(string text, string reason)
        {
            Assert.False(Rational.TryParse(text, limits, out _, out string? error));
            Assert.Contains(reason, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Long_texts_are_shortened_in_messages()
    {
        Assert.False(Rational.TryParse(new string('9', 20_000), out _, out string? error));
        Assert.InRange(error!.Length, 40, 200);
    }

    [Theory]
    [InlineData("5e-324")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("-2.2250738585072014e-308")]
    public void Every_double_fits_the_default_limits(string text)
        => Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), Rational.Parse(text).ToDoubleApproximate());
}
