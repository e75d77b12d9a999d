using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Networks.Tests.VnnLib;

public sealed class VnnLibReaderTests
{
    private const string Declared = "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)(declare-const Y_1 Real)";
    private const string Bounded = Declared + "(assert (<= X_0 1))(assert (>= X_0 -1))(assert (<= 0.1 X_1))(assert (>= 2e-1 X_1))";

    [Fact]
    public void Both_directions_and_orders_of_comparison_are_bounds()
    {
        VnnLibProperty property = Read(Bounded + "(assert (<= Y_0 Y_1))(assert (>= 3 Y_1))");
        VnnLibCase only = Assert.Single(property.Cases);
        Assert.Equal(new Box([-1, new Rational(1, 10)], [1, new Rational(1, 5)]), only.Box);
        Assert.Equal(["Y0 -Y1 <= 0", "Y1 <= 3"], only.Rows.Select(Show));
        Assert.Equal((2, 2), (property.InputCount, property.OutputCount));
    }

    [Fact]
    public void Disjunctions_multiply_and_nest()
    {
        VnnLibProperty property = Read(Bounded + "(assert (or (and (<= Y_0 1) (or (<= Y_1 2) (<= Y_1 3))) (>= Y_0 4)))(assert (or (<= X_0 0) (>= X_0 0)))");
        Assert.Equal(
            ["-1..0 Y0 <= 1, Y1 <= 2", "0..1 Y0 <= 1, Y1 <= 2", "-1..0 Y0 <= 1, Y1 <= 3", "0..1 Y0 <= 1, Y1 <= 3", "-1..0 -Y0 <= -4", "0..1 -Y0 <= -4"],
            property.Cases.Select(static c => $"{c.Box.Lower[0]}..{c.Box.Upper[0]} {string.Join(", ", c.Rows.Select(Show))}"));
        Assert.Null(property.CommonBox);
        Assert.Same(property.Cases[0].Box, property.Cases[2].Box);
    }

    [Fact]
    public void Inputs_and_outputs_mix_in_a_disjunct_and_in_a_row()
    {
        VnnLibProperty property = Read(Bounded + "(assert (or (and (>= X_0 0.5) (<= Y_0 X_1)) (<= (+ (* 2 X_0) (- X_1) (* Y_1 -0.5)) (- 3 1))))");
        Assert.Equal(["-X1 Y0 <= 0", "2*X0 -X1 -1/2*Y1 <= 2"], property.Cases.SelectMany(static c => c.Rows.Select(Show)));
        Assert.Equal(new Rational(1, 2), property.Cases[0].Box.Lower[0]);
    }

    [Theory]
    [InlineData("(assert (<= 1 2))", 1)]
    [InlineData("(assert (<= 2 1))", 0)]
    [InlineData("(assert (<= X_0 -2))", 0)]
    [InlineData("(assert (or))", 0)]
    [InlineData("(assert (and))", 1)]
    [InlineData("(assert (or (<= X_0 -2) (<= Y_0 Y_0) (<= (- Y_0 Y_0) -1)))", 1)]
    public void Empty_cases_are_left_out(string assertion, int cases) => Assert.Equal(cases, Read(Bounded + assertion).Cases.Length);

    [Fact]
    public void Comments_and_a_missing_newline_at_the_end_are_fine() =>
        Assert.Single(Read("; head (\n" + Bounded.Replace(")(", ") ; note )\r\n(", StringComparison.Ordinal) + "\t(assert (<= Y_0 1)) ; end").Cases);

    [Theory]
    [InlineData("(assert (< X_0 1))", "line 2, column 10: expected and, or, <= or >=; found '<'")]
    [InlineData("(assert (<= X_7 1))", "line 2, column 13: expected a declared variable; found 'X_7'")]
    [InlineData("(assert (<= X_0 zero))", "line 2, column 17: expected a variable X_i or Y_j or a number; 'zero'")]
    [InlineData("(assert (<= X_0 1)", "line 2, column 19: expected the ')' that closes the assertion; found the end of the file")]
    [InlineData("(assert (<= X_0 1 2))", "line 2, column 19: expected ')'; found '2'")]
    [InlineData("(assert (<= (* X_0 Y_0) 2))", "line 2, column 23: expected a product with at most one variable, since properties are linear; found ')'")]
    [InlineData("assert", "line 2, column 1: expected a command such as (assert (<= X_0 1)); found 'assert'")]
    [InlineData("(declare-const Z_0 Real)", "line 2, column 16: expected a variable X_i or Y_j; found 'Z_0'")]
    [InlineData("(declare-const X_0 Real)", "line 2, column 16: expected a variable that is not declared yet; found 'X_0'")]
    [InlineData("(declare-const X_9 Real)", "3 variables X are declared, but not X_2; expected X_0 … X_2")]
    [InlineData("(declare-const X_2 Real)", "input X_2 has no lower bound; every case needs both for each of the 3 inputs")]
    [InlineData(")", "line 2, column 1: expected a command such as (assert (<= X_0 1)); found ')'")]
    public void Errors_name_the_place(string line, string message)
    {
        NetworkFormatException error = Assert.Throws<NetworkFormatException>(() => Read(Bounded + "\n" + line));
        Assert.StartsWith("p.vnnlib: " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_files_meet_the_limits()
    {
        VnnLibLimits limits = new(100_000, 16, 8, 64, 1_000);
        string Message(string text) => Assert.Throws<NetworkFormatException>(() => VnnLibReader.Read(text, "p", limits)).Message;
        Assert.Contains("more than the limit of 100000", Message(new string(' ', 100_001)), StringComparison.Ordinal);
        Assert.Contains("nest at most 16", Message(Bounded + "(assert " + new string('(', 10).Replace("(", "(and ", StringComparison.Ordinal) + string.Concat(Enumerable.Repeat("(or ", 9))), StringComparison.Ordinal);
        Assert.Contains("below the limit of 8", Message("(declare-const X_8 Real)"), StringComparison.Ordinal);
        Assert.Contains("limit of 64 cases", Message(Bounded + string.Concat(Enumerable.Repeat("(assert (or (<= Y_0 1) (<= Y_1 1)))", 40))), StringComparison.Ordinal);
        Assert.Contains("1000 comparisons", Message(Bounded + string.Concat(Enumerable.Repeat("(assert (<= Y_0 1))", 2000))), StringComparison.Ordinal);
        Assert.Contains("1000 comparisons", Message(Bounded + "(assert (or " + string.Concat(Enumerable.Repeat("(and " + string.Concat(Enumerable.Repeat("(<= Y_0 1)", 20)) + ")", 8)) + "))"
            + "(assert (or " + string.Concat(Enumerable.Repeat("(and " + string.Concat(Enumerable.Repeat("(<= Y_0 1)", 20)) + ")", 8)) + "))"), StringComparison.Ordinal);
        Assert.Contains("exponent is beyond", Message(Bounded + "(assert (<= Y_0 1e999999999))"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_box_of_a_property_needs_one_box()
    {
        Assert.Equal(2, VnnLibReader.ReadBox(Bounded + "(assert (or (<= Y_0 1) (<= Y_1 1)))", "p", 2).Dimension);
        Assert.Contains("declares 2 inputs X; expected 3", Assert.Throws<NetworkFormatException>(() => VnnLibReader.ReadBox(Bounded, "p", 3)).Message, StringComparison.Ordinal);
        Assert.Contains("more than one box", Assert.Throws<NetworkFormatException>(() => VnnLibReader.ReadBox(Bounded + "(assert (or (<= X_0 0) (>= X_0 0)))", "p", 2)).Message, StringComparison.Ordinal);
        Assert.Contains("contradict", Assert.Throws<NetworkFormatException>(() => VnnLibReader.ReadBox(Bounded + "(assert (<= X_0 -3))", "p", 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_public_property_is_read()
    {
        if (BenchData.Path is not { } folder)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        string[] files = Directory.GetFiles(folder, "*.vnnlib", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            Assert.NotEmpty(VnnLibReader.Read(File.ReadAllText(file), file).Cases);
        }

        VnnLibProperty six = VnnLibReader.Read(File.ReadAllText(BenchData.TryFile("acasxu", "vnnlib", "prop_6.vnnlib")!), "prop_6");
        Assert.Equal((8, 2), (six.Cases.Length, six.Cases.Select(static c => c.Box).Distinct().Count()));
        VnnLibProperty digits = VnnLibReader.Read(File.ReadAllText(BenchData.TryFile("mnist_fc", "vnnlib", "prop_0_0.03.vnnlib")!), "prop_0");
        Assert.Equal((784, 10, 9), (digits.InputCount, digits.OutputCount, digits.Cases.Length));
        Assert.All(digits.Cases, c => Assert.Same(digits.Cases[0].Box, c.Box));
    }

    private static VnnLibProperty Read(string text) => VnnLibReader.Read(text, "p.vnnlib");

    private static string Show(PropertyRow row)
        => string.Join(' ', row.Inputs.Select(static t => Term(t, 'X')).Concat(row.Outputs.Select(static t => Term(t, 'Y')))) + " <= " + row.Bound;

    private static string Term(PropertyTerm term, char letter)
        => (term.Coefficient == 1 ? "" : term.Coefficient == -1 ? "-" : term.Coefficient + "*") + letter + term.Index;
}
