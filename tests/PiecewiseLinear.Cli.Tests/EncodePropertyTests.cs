using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Oracles;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>What <c>plin encode --property</c> writes has a solution, for Z3 and CBC, exactly where <c>plin verify</c> finds a violation.</summary>
public sealed class EncodePropertyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The threshold is the largest output on the box, computed by brute force (a tie: violated), then less than 2⁻⁶⁰ above it (it holds).</summary>
    [Theory]
    [InlineData("g_trap_absx")]
    [InlineData("g_dup")]
    [InlineData("g_zigzag_2d_k1")]
    [InlineData("g_seed1_demo")]
    public async Task Ties_and_what_is_above_them(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        Rational largest = PlaneSubdivision.Enumerate(network, box)
            .SelectMany(static region => region.Corners.Select(corner => (region.Matrix[0][0] * corner.X) + (region.Matrix[0][1] * corner.Y) + region.Bias[0])).Max();
        bool isDecimal = TryDecimal(largest, out string tie);
        _ = TryDecimal(largest + Rational.FromDouble(Math.ScaleB(1, -60)), out string above);
        await CheckAsync(name, box, isDecimal ? tie : above, isDecimal ? "sat" : "unsat", byCbc: false);
        await CheckAsync(name, box, above, "unsat", byCbc: false);
        _ = TryDecimal(largest - new Rational(1, 100), out string below);
        await CheckAsync(name, box, below, "sat", byCbc: true);
        _ = TryDecimal(largest + new Rational(1, 100), out string beyond);
        await CheckAsync(name, box, beyond, "unsat", byCbc: true);
    }

    [Fact]
    public async Task A_property_goes_with_a_box_and_not_with_a_point()
    {
        string model = Model("g_trap_absx"), property = _folder.Write("p.vnnlib", Text(Box.Cube(2, -1, 1), "0.5"));
        ProgramResult point = await Plin.RunAsync("encode", model, "--point", "0,0", "--property", property, "--format", "lp", "--out", _folder.File("x"));
        Assert.True(point.Status == 2 && point.Errors.Contains("leave --point or --property out", StringComparison.Ordinal), point.ToString());
        ProgramResult smaller = await Plin.RunAsync("encode", model, "--box=-1/2,1/2", "--property", property, "--format", "smt2", "--out", _folder.File("y"));
        Assert.True(smaller.Status == 0, smaller.ToString());
        Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(await File.ReadAllTextAsync(_folder.File("y"))));
        string never = _folder.Write("never.vnnlib", "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)"
            + "(assert (>= X_0 1))(assert (<= X_0 0))(assert (>= X_1 0))(assert (<= X_1 1))(assert (>= Y_0 0))");
        ProgramResult unboxed = await Plin.RunAsync("encode", model, "--property", never, "--format", "smt2", "--out", _folder.File("z"));
        Assert.True(unboxed.Status == 2 && unboxed.Errors.Contains("expected a --box beside it", StringComparison.Ordinal), unboxed.ToString());
    }

    private static string Model(string name) => RepositoryRoot.Combine("models", "golden", name + ".json");

    private async Task CheckAsync(string name, Box box, string threshold, string expected, bool byCbc)
    {
        string property = _folder.Write("p.vnnlib", Text(box, threshold));
        ProgramResult verdict = await Plin.RunAsync("verify", Model(name), property);
        Assert.Equal(expected, verdict.Output.Split('\n')[0]);
        string lp = await EncodeAsync(name, property, "lp"), smt = await EncodeAsync(name, property, "smt2");
        Assert.Equal(expected, OtherPrograms.EvaluateSmtLib(smt));
        Assert.Equal(expected == "sat" ? "0" : "infeasible", OtherPrograms.SolveLp(lp, maximize: false));
        if (byCbc)
        {
            _ = await EncodeAsync(name, property, "mps");
            ProgramResult solved = await ExternalProgram.RunAsync("cbc", [_folder.File("network.mps"), "-solve"]);
            Assert.True(solved.Output.Contains(expected == "sat" ? "Optimal solution found" : "infeasible", StringComparison.OrdinalIgnoreCase), solved.ToString());
        }
    }

    private async Task<string> EncodeAsync(string name, string property, string format)
    {
        string file = _folder.File("network." + format);
        ProgramResult result = await Plin.RunAsync("encode", Model(name), "--property", property, "--format", format, "--out", file);
        Assert.True(result.Status == 0, result.ToString());
        return await File.ReadAllTextAsync(file);
    }

    /// <summary>Y_0 ≥ threshold, in the left or in the right half of the box: two cases with boxes of their own.</summary>
    private static string Text(Box box, string threshold)
    {
        Assert.True(TryDecimal(box.Lower[0], out string left) & TryDecimal(box.Upper[0], out string right) & TryDecimal((box.Lower[0] + box.Upper[0]) / 2, out string middle));
        Assert.True(TryDecimal(box.Lower[1], out string low) & TryDecimal(box.Upper[1], out string high));
        string Half(string from, string to) => $"(and (>= X_0 {from}) (<= X_0 {to}) (>= X_1 {low}) (<= X_1 {high}) (>= Y_0 {threshold}))";
        return $"(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)(assert (or {Half(left, middle)} {Half(middle, right)}))";
    }

    /// <summary>The number as a decimal: exact where it is a dyadic, else rounded to 30 places.</summary>
    private static bool TryDecimal(Rational value, out string text)
    {
        BigInteger denominator = value.Denominator;
        bool isDyadic = denominator.IsPowerOfTwo;
        int places = isDyadic ? (int)denominator.GetBitLength() - 1 : 30;
        Rational scaled = Rational.Abs(value) * BigInteger.Pow(10, places);
        string digits = (scaled.Numerator / scaled.Denominator).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        text = (value.Sign < 0 ? "-" : string.Empty) + digits[..^places] + (places == 0 ? string.Empty : "." + digits[^places..]);
        return isDyadic;
    }
}
