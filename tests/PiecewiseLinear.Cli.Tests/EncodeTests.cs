using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.TestKit.Oracles;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>
/// What <c>plin encode</c> writes is read back by CLP and Z3. The optimum of every input over the region comes out the same from the composed, the
/// layered and the irredundant form, in every format, as over the vertices that <c>plin region --vertices</c> lists.
/// </summary>
public sealed class EncodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--layers")]
    [InlineData("--irredundant")]
    [InlineData("--exact")]
    public async Task All_formats_hold_the_same_region(string form)
    {
        string[] question = [Examples.Trap, "--point", "-0.5,1/3", "--box", "-0.7,1"];
        string mps = await EncodeAsync("mps", form, question), lp = await EncodeAsync("lp", form, question), smt = await EncodeAsync("smt2", form, question);
        JsonElement answer = await Plin.JsonAsync(0, ["region", .. question, "--vertices", "--exact"]);
        Rational[][] vertices = [.. answer.GetProperty("vertices").EnumerateArray().Select(static v => v.EnumerateArray().Select(static x => Rational.Parse(x.GetString()!)).ToArray())];
        for (int input = 0; input < 2; input++)
        {
            foreach (bool maximize in new[] { false, true })
            {
                IEnumerable<Rational> values = vertices.Select(vertex => vertex[input]);
                Rational optimum = maximize ? values.Max() : values.Min();
                (int status, double minimum) = OtherPrograms.SolveMps(WithObjective(mps, input, maximize ? -1 : 1));
                Assert.Equal(0, status);
                Assert.Equal(optimum.ToDoubleApproximate(), maximize ? -minimum : minimum, 1e-9);
                // Z3's reader of LP files takes the default lower end 0 where a variable has none.
                if (!lp.Contains("free", StringComparison.Ordinal) && !lp.Contains("inf <=", StringComparison.Ordinal))
                {
                    string problem = lp.Replace("Minimize\n obj: 0 x0", $"{(maximize ? "Maximize" : "Minimize")}\n obj: 1 x{input}", StringComparison.Ordinal);
                    Assert.Equal(optimum.ToString(), OtherPrograms.SolveLp(problem, maximize));
                }

                string statement = $"{(maximize ? ">" : "<")} x{input} {Smt(optimum)}";
                Assert.Equal("sat", OtherPrograms.EvaluateSmtLib(smt.Replace("(check-sat)", $"(assert ({statement.Insert(1, "=")}))\n(check-sat)", StringComparison.Ordinal)).Split('\n')[0]);
                Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(smt.Replace("(check-sat)", $"(assert ({statement}))\n(check-sat)", StringComparison.Ordinal)).Split('\n')[0]);
            }
        }

        Assert.Contains("network sha256 88332a50d9e6", lp, StringComparison.Ordinal);
    }

    /// <summary>The sum of all inputs over the region of a digit: 64 inputs, 64 neurons.</summary>
    [Fact]
    public async Task The_composed_and_the_layered_form_of_digits_have_the_exact_optimum()
    {
        LoadedNetwork digits = NetworkFile.Load(Examples.Digits);
        RegionQuery query = new()
        {
            Network = digits.Network,
            NetworkSha256 = digits.Sha256,
            Point = [.. (await File.ReadAllTextAsync(Examples.DigitThree)).Split([' ', '\n', ',', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(static x => Rational.Parse(x))],
            Box = Box.Cube(64, 0, 1),
            Solver = new DenseSimplex(),
        };
        double expected = Exact(query).ToDoubleApproximate();
        foreach (bool layered in new[] { false, true })
        {
            InequalitySystem system = RegionEncoding.System(query, layered, irredundant: false, CancellationToken.None);
            system = system with { Objective = new LinearObjective(true, [.. Enumerable.Range(0, 64).Select(static j => new LinearTerm(j, Rational.One))]) };
            using StringWriter text = new();
            MpsWriter.Write(system, text);
            (int status, double minimum) = OtherPrograms.SolveMps(text.ToString());
            Assert.Equal(0, status);
            Assert.Equal(expected, -minimum, 1e-6);
        }
    }

    [Fact]
    public async Task The_answer_for_programs_is_one_object()
    {
        string file = _folder.File("region.lp");
        JsonElement answer = await Plin.JsonAsync(0, "encode", Examples.Trap, "--point", "2,1", "--format", "lp", "--layers", "--out", file);

        Assert.Equal("88332a50d9e610d787bdae4568efe79dfd132ab18e8e09a801ed2c70be5b579d", answer.GetProperty("sha256").GetString());
        Assert.Equal(file, answer.GetProperty("out").GetString());
        Assert.Equal("lp", answer.GetProperty("format").GetString());
        Assert.True(answer.GetProperty("layers").GetBoolean());
        Assert.True(File.Exists(file));
    }

    /// <summary>The trap is max(0, 2 · max(0, x₀) + (4 − x₀) − 5) = max(0, |x₀| − 1): nothing on [−1, 1], at most 1/2 on [−5/4, 3/2].</summary>
    [Fact]
    public async Task A_box_alone_is_the_whole_network()
    {
        string lp = await EncodeAsync("lp", "--layers", [Examples.Trap, "--box", "-1,1"]);
        Assert.Equal(lp, await EncodeAsync("lp", "--exact", [Examples.Trap, "--box=-1,1"]));
        Assert.Equal("0", OtherPrograms.SolveLp(lp.Replace("Minimize\n obj: 0 x0", "Maximize\n obj: 1 y0", StringComparison.Ordinal), maximize: true));
        string wider = await EncodeAsync("lp", "--layers", [Examples.Trap, "--box", "-5/4,3/2"]);
        Assert.Equal("1/2", OtherPrograms.SolveLp(wider.Replace("Minimize\n obj: 0 x0", "Maximize\n obj: 1 y0", StringComparison.Ordinal), maximize: true));

        string smt = await EncodeAsync("smt2", "--layers", [Examples.Trap, "--box", "-5/4,3/2"]);
        Assert.Equal("sat", OtherPrograms.EvaluateSmtLib(smt.Replace("(check-sat)", "(assert (>= y0 (/ 1 2)))(check-sat)", StringComparison.Ordinal)));
        Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(smt.Replace("(check-sat)", "(assert (> y0 (/ 1 2)))(check-sat)", StringComparison.Ordinal)));
        Assert.Contains(" BV BND a0_0\n", await EncodeAsync("mps", "--layers", [Examples.Trap, "--box", "-1,1"]), StringComparison.Ordinal);

        JsonElement answer = await Plin.JsonAsync(0, "encode", Examples.Trap, "--box", "-1,1", "--format", "mps", "--out", _folder.File("network.mps"));
        Assert.True(answer.GetProperty("layers").GetBoolean());
    }

    /// <summary>The sum of all inputs, maximized exactly over the composed inequalities.</summary>
    private static Rational Exact(RegionQuery query)
    {
        ImmutableArray<NestedInequality> inequalities = NestedInequalities.Composed(query, irredundant: false, CancellationToken.None);
        HRepresentation rows = new(64, [.. inequalities.Select(static inequality => Integers(inequality))]);
        LinearProgramOutcome outcome = ExactLinearProgramming.Solve(
            rows, [.. Enumerable.Repeat(BigInteger.One, 64)], new DenseSimplex(), ExactBudget.Default, CancellationToken.None);
        return Assert.IsType<LinearProgramOutcome.Optimal>(outcome).Value;
    }

    private static HalfSpace Integers(NestedInequality inequality)
    {
        ImmutableArray<Rational> normal = inequality.Terms[0].Normal;
        BigInteger common = normal.Append(inequality.Offset).Aggregate(
            BigInteger.One, static (multiple, x) => multiple / BigInteger.GreatestCommonDivisor(multiple, x.Denominator) * x.Denominator);
        return new HalfSpace([.. normal.Select(x => (x * common).Numerator)], (inequality.Offset * common).Numerator);
    }

    /// <summary>An MPS text without an objective, with one: an entry more in the column of the input.</summary>
    private static string WithObjective(string mps, int input, int coefficient)
    {
        int at = mps.IndexOf($"\n x{input} ", mps.IndexOf("COLUMNS", StringComparison.Ordinal), StringComparison.Ordinal);
        return mps.Insert(at, $"\n x{input} obj {coefficient}");
    }

    private static string Smt(Rational value)
        => (value < Rational.Zero ? "(- {0})" : "{0}").Replace("{0}", $"(/ {BigInteger.Abs(value.Numerator)} {value.Denominator})", StringComparison.Ordinal);

    private async Task<string> EncodeAsync(string format, string form, string[] question)
    {
        string file = _folder.File("region." + format);
        ProgramResult result = await Plin.RunAsync(["encode", .. question, "--format", format, form, "--out", file]);
        Assert.True(result.Status == 0, result.ToString());
        Assert.Equal(string.Empty, result.Output + result.Errors);
        return await File.ReadAllTextAsync(file);
    }
}
