using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Polyhedra.Tests.Export;

/// <summary>The text of the exporters, byte for byte, and their decimal numbers.</summary>
public sealed class ExportTextTests
{
    private static readonly InequalitySystem s_system = new(
        [new NamedVariable("x"), new NamedVariable("y", 0, new Rational(1, 3)), new NamedVariable("z", null, new Rational(5, 2)), new NamedVariable("w", -1)],
        [
            NamedRow.AtMost("a", [1, -2, 0, 0], 4),
            new NamedRow("b", [new LinearTerm(0, new Rational(1, 3)), new LinearTerm(2, new Rational(-1, 8))], RowRelation.AtLeast, new Rational(-1, 6), Strict: true),
            new NamedRow("c", [], RowRelation.Equal, 0),
        ],
        new LinearObjective(true, [new LinearTerm(0, -1), new LinearTerm(1, new Rational(3, 2))]),
        ["sha256 0123"]);

    [Fact]
    public void Lp_text()
    {
        Assert.Equal(
            """
            \ sha256 0123
            \ row b is strict; this format can only say the closed one
            Maximize
             obj: - 1 x + 1.5 y
            Subject To
             a: 1 x - 2 y <= 4
             b: 8 x - 3 z >= -4
             c: 0 x = 0
             upper_y: 3 y <= 1
            Bounds
             x free
             0 <= y
             -inf <= z <= 2.5
             -1 <= w
            End

            """,
            Text(static w => LpFormatWriter.Write(s_system, w)));
    }

    [Fact]
    public void Mps_text()
    {
        Assert.Equal(
            """
            * sha256 0123
            * row b is strict; this format can only say the closed one
            * the objective is to be maximized: minimize its negative, as written here
            NAME PiecewiseLinear FREE
            ROWS
             N obj
             L a
             G b
             E c
             L upper_y
            COLUMNS
             x obj 1
             x a 1
             x b 8
             y obj -1.5
             y a -2
             y upper_y 3
             z b -3
             w obj 0
            RHS
             RHS a 4
             RHS b -4
             RHS upper_y 1
            BOUNDS
             FR BND x
             LO BND y 0
             MI BND z
             UP BND z 2.5
             LO BND w -1
            ENDATA

            """,
            Text(static w => MpsWriter.Write(s_system, w)));
    }

    [Fact]
    public void SmtLib_text()
    {
        Assert.Equal(
            """
            ; sha256 0123
            (set-logic QF_LRA)
            (declare-fun x () Real)
            (declare-fun y () Real)
            (declare-fun z () Real)
            (declare-fun w () Real)
            (assert (>= y 0.0))
            (assert (<= y (/ 1.0 3.0)))
            (assert (<= z (/ 5.0 2.0)))
            (assert (>= w (- 1.0)))
            (assert (! (<= (+ (* 1.0 x) (* (- 2.0) y)) 4.0) :named a))
            (assert (! (> (+ (* (/ 1.0 3.0) x) (* (- (/ 1.0 8.0)) z)) (- (/ 1.0 6.0))) :named b))
            (assert (! (= 0.0 0.0) :named c))
            (maximize (+ (* (- 1.0) x) (* (/ 3.0 2.0) y)))
            (check-sat)

            """,
            Text(static w => SmtLibWriter.Write(s_system, w)));
    }

    [Fact]
    public void Long_sums_are_broken_into_lines()
    {
        var variables = Enumerable.Range(0, 100).Select(static j => new NamedVariable($"pixel_{j}")).ToArray();
        var system = new InequalitySystem([.. variables], [NamedRow.AtMost("r", [.. Enumerable.Repeat(Rational.One, 100)], 1)]);
        Assert.All(Text(w => LpFormatWriter.Write(system, w)).Split('\n'), static line => Assert.True(line.Length <= 210));
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("free")]
    [InlineData("Bounds")]
    [InlineData("e5")]
    [InlineData("E")]
    [InlineData("x[0]")]
    [InlineData("é")]
    [InlineData("and")]
    public void Names_that_a_format_would_misread_are_refused(string name)
    {
        var system = new InequalitySystem([new NamedVariable(name)], []);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Text(w => SmtLibWriter.Write(system, w)));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Text(w => LpFormatWriter.Write(system, w)));
        Assert.Throws<ArgumentException>(() => Text(w => MpsWriter.Write(system, w)));
    }

    [Fact]
    public void Wrong_systems_are_refused()
    {
        NamedVariable x = new("x");
        Assert.Contains("'X' occurs twice", Refusal(new([x], [NamedRow.AtMost("X", [1], 1)])), StringComparison.Ordinal);
        Assert.Contains("variable 7", Refusal(new([x], [new NamedRow("r", [new LinearTerm(7, 1)], RowRelation.AtMost, 1)])), StringComparison.Ordinal);
        Assert.Contains("'x' twice", Refusal(new([x], [new NamedRow("r", [new LinearTerm(0, 1), new LinearTerm(0, 1)], RowRelation.AtMost, 1)])), StringComparison.Ordinal);
        Assert.Contains("strict equation", Refusal(new([x], [new NamedRow("r", [new LinearTerm(0, 1)], RowRelation.Equal, 1, Strict: true)])), StringComparison.Ordinal);
        static string Refusal(InequalitySystem system) => Assert.Throws<ArgumentException>(() => Text(w => LpFormatWriter.Write(system, w))).Message;
    }

    [Fact]
    public void Binary_variables_are_named_as_such_in_every_format()
    {
        var system = new InequalitySystem([new NamedVariable("x", 0, 5), NamedVariable.Binary("a")], [NamedRow.AtMost("r", [1, -5], 0)]);
        Assert.Contains("Bounds\n 0 <= x <= 5\nBinaries\n a\nEnd\n", Text(w => LpFormatWriter.Write(system, w)), StringComparison.Ordinal);
        Assert.Contains("BOUNDS\n LO BND x 0\n UP BND x 5\n BV BND a\nENDATA\n", Text(w => MpsWriter.Write(system, w)), StringComparison.Ordinal);
        Assert.Contains("(assert (<= x 5.0))\n(assert (or (= a 0.0) (= a 1.0)))\n", Text(w => SmtLibWriter.Write(system, w)), StringComparison.Ordinal);
    }

    [Fact]
    public void Positive_parts_are_said_in_smt_lib_and_refused_elsewhere()
    {
        var system = new InequalitySystem([new NamedVariable("h"), new NamedVariable("z")], []) { PositiveParts = [new PositivePart("r", 0, 1)] };
        Assert.Contains("(assert (! (= h (ite (>= z 0.0) z 0.0)) :named r))\n(check-sat)", Text(w => SmtLibWriter.Write(system, w)), StringComparison.Ordinal);
        foreach (Action<TextWriter> write in (Action<TextWriter>[])[w => LpFormatWriter.Write(system, w), w => MpsWriter.Write(system, w)])
        {
            Assert.Contains("'r' defines a positive part", Assert.Throws<ArgumentException>(() => Text(write)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Wrong_binaries_and_positive_parts_are_refused()
    {
        NamedVariable x = new("x"), y = new("y");
        Assert.Contains("'a' has the bounds 0 and none", Refusal(new([new NamedVariable("a", 0, null, IsBinary: true)], [])), StringComparison.Ordinal);
        Assert.Contains("'p' has variable 'x' twice", Refusal(new([x, y], []) { PositiveParts = [new PositivePart("p", 0, 0)] }), StringComparison.Ordinal);
        Assert.Contains("'p' refers to variable 2", Refusal(new([x, y], []) { PositiveParts = [new PositivePart("p", 0, 2)] }), StringComparison.Ordinal);
        Assert.Contains("'Y' occurs twice", Refusal(new([x, y], []) { PositiveParts = [new PositivePart("Y", 0, 1)] }), StringComparison.Ordinal);
        static string Refusal(InequalitySystem system) => Assert.Throws<ArgumentException>(() => Text(w => SmtLibWriter.Write(system, w))).Message;
    }

    [Fact]
    public void Exact_decimals_read_back_as_the_same_number()
    {
        Assert.Equal("-0.125", DecimalExpansion.Of(new Rational(-1, 8), 20));
        Assert.Equal("0", DecimalExpansion.Of(0, 20));
        Assert.Equal("1000", DecimalExpansion.Of(1000, 4));
        Assert.Null(DecimalExpansion.Of(1000, 3));
        Assert.Null(DecimalExpansion.Of(new Rational(1, 3), 1000));
        Seeded.Check(500, random =>
        {
            var value = new Rational(random.NextInt64() - (1L << 61), BigInteger.Pow(2, random.Next(60)) * BigInteger.Pow(5, random.Next(20)));
            Assert.Equal(value, Rational.Parse(DecimalExpansion.Of(value, 1000)!));
        });
    }

    [Fact]
    public void Rounded_decimals_are_the_nearest_of_seventeen_digits()
    {
        Assert.Equal("3.3333333333333333e-1", DecimalText.Rounded(new Rational(1, 3)));
        Assert.Equal("-6.6666666666666667e-1", DecimalText.Rounded(new Rational(-2, 3)));
        Assert.Equal("1.0000000000000000e0", DecimalText.Rounded(1 - new Rational(1, BigInteger.Pow(10, 30))));
        Assert.Equal("1.0000000000000000e0", DecimalText.Rounded(1 + new Rational(1, BigInteger.Pow(10, 30))));
        Seeded.Check(2000, random =>
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-90, 90));
            string text = DecimalText.Rounded(Rational.FromDouble(value));
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            Assert.True(text.Length <= 23, text);
        });
    }

    private static string Text(Action<TextWriter> write)
    {
        using var writer = new StringWriter();
        write(writer);
        return writer.ToString();
    }
}
