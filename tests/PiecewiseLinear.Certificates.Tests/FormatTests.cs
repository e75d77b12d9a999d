using System.Numerics;
using System.Text;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests;

public sealed class FormatTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("-3p-12")]
    [InlineData("1p-16384")]
    [InlineData("22/7")]
    [InlineData("-1/6")]
    public void A_canonical_number_is_read_and_spelled_the_same(string text)
    {
        Assert.True(CanonicalNumber.TryRead(text, out Rational value, out string problem), problem);
        Assert.Equal(text, CanonicalNumber.Spell(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("2/4")]
    [InlineData("3/9")]
    [InlineData("1/2")]
    [InlineData("1/1")]
    [InlineData("1/0")]
    [InlineData("1/-3")]
    [InlineData("1/")]
    [InlineData("2p-1")]
    [InlineData("0p-1")]
    [InlineData("1p-0")]
    [InlineData("1p-01")]
    [InlineData("1p1")]
    [InlineData("1p-")]
    [InlineData("1p")]
    [InlineData("1p-16385")]
    [InlineData("1p-99999999999")]
    [InlineData("1p--3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("１")]
    public void No_other_spelling_is_read(string text)
    {
        Assert.False(CanonicalNumber.TryRead(text, out _, out string problem));
        Assert.NotEqual("", problem);
    }

    [Fact]
    public void A_number_with_too_many_digits_is_neither_read_nor_written()
    {
        Assert.False(CanonicalNumber.TryRead(new string('9', FormatLimits.Digits + 1), out _, out string problem));
        Assert.Contains("more than the limit of 100000", problem, StringComparison.Ordinal);
        PointRegionsCertificate certificate = GoldenQuestions.Answer(GoldenQuestions.All[0]).Certificate;
        PointRegionsCertificate fine = certificate with { Point = [new Rational(1, BigInteger.One << FormatLimits.BinaryExponent), 0] };
        PointRegionsCertificate beyond = certificate with { Point = [new Rational(1, BigInteger.One << (FormatLimits.BinaryExponent + 1)), 0] };
        Assert.NotEmpty(Verdicts.Spell(fine));
        Assert.Throws<ArgumentException>(() => Verdicts.Spell(beyond));
    }

    [Theory]
    [InlineData(2, "\"interior\"", "\"inside\"", "line 2, field interior: expected \"interior\":, found \"inside\"")]
    [InlineData(2, "{\"region\"", "{\"regions\"", "line 2: expected a line 'region', found a line 'regions'")]
    [InlineData(1, "\"complete\":true", "\"complete\":1", "line 1, field complete: expected false, found 1")]
    [InlineData(1, "\"1p-1\"", "\"1/2\"", "line 1, field point: expected a positive denominator that is no power of two, found '1/2'")]
    public void An_error_names_its_line_and_field(int line, string text, string replacement, string message)
    {
        string[] lines = Encoding.ASCII.GetString(Verdicts.Spell(GoldenQuestions.Answer(GoldenQuestions.All[0]).Certificate)).Split('\n');
        lines[line - 1] = lines[line - 1].Replace(text, replacement, StringComparison.Ordinal);
        CertificateFormatException exception = Assert.Throws<CertificateFormatException>(() =>
            CertificateReader.Read(new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', lines)))));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal((CertificateDefect.Malformed, line), (exception.Defect, exception.Line));
    }

    [Fact]
    public void Rows_are_ordered_sides_first_and_spelled_back()
    {
        string[] ordered = ["x0>", "x0<", "x1>", "x12<", "0:0", "0:2", "0:10", "1:0"];
        RowReference[] rows = [.. ordered.Select(static text => RowReference.TryParse(text, out RowReference row) ? row : throw new FormatException(text))];
        Assert.Equal(ordered, rows.Reverse().Order(RowReference.Order).Select(static row => row.ToString()));
        Assert.All(new[] { "", "x", "x0", "x<", "x01<", "0", ":", "0:", ":0", "00:1", "0:-1", "0:1 ", "x-1<" }, static text => Assert.False(RowReference.TryParse(text, out _), text));
    }

    [Fact]
    public void The_integer_square_root_is_the_floor()
    {
        Random random = new(5);
        for (int k = 0; k < 500; k++)
        {
            byte[] bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            BigInteger n = new(bytes, isUnsigned: true);
            BigInteger root = IntegerVectors.SquareRoot(n);
            Assert.True(root * root <= n && n < (root + 1) * (root + 1), $"seed 5: {n}");
        }
    }
}
