using System.Text.Json;
using System.Text.RegularExpressions;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>Every way to say the same thing gives the same answer.</summary>
public sealed partial class ArgumentTests
{
    private static readonly string[] Plain = ["region", Examples.Trap, "--point=-0.5,1/3", "--box=-1,1", "--json", "--exact"];

    public static TheoryData<string[]> SameQuestion() =>
    [
        ["region", Examples.Trap, "--point", "-0.5,1/3", "--box", "-1,1", "--json", "--exact"],
        ["--json", "--exact", "region", "--box", "-1,1", "--point", "-0.5,1/3", Examples.Trap],
        ["--point", "-0.5,1/3", "--exact", "region", "--json", Examples.Trap, "--box=-1,1"],
        ["--exact", "--json", "--box=-1,1", "--point=-5e-1,2/6", "--lp", "dense", "region", Examples.Trap],
        ["region", "--point", "-.5,1/3", "--json", Examples.Trap, "--exact", "--box", "-1,1", "--threads", "1", "--timeout", "100"],
        ["region", "--point", "-1/2,1/3", "--norm", "l2", "--box", "-2/2,1e0", "--exact", "--json", Examples.Trap, "--max-regions", "7"],
    ];

    [Theory]
    [MemberData(nameof(SameQuestion))]
    public async Task Options_stand_anywhere_and_values_may_begin_with_a_dash(string[] arguments)
        => Assert.Equal(await AnswerAsync(Plain), await AnswerAsync(arguments));

    [Fact]
    public async Task Points_and_boxes_come_from_files()
    {
        using TemporaryFolder folder = new();
        string point = folder.Write("point.txt", "  -0.5,\r\n\t1/3\n");
        string box = folder.Write("box.txt", "-1 1\n\n-1\t1\r\n");
        string property = folder.Write(
            "input.vnnlib",
            "; the square\n(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n"
            + "(assert (>= X_0 -1.0))\n(assert (<= X_0 1.0))\n(assert (>= X_1 -1.0))\n(assert (<= X_1 1.0))\n(assert (>= Y_0 0.0))\n");
        string expected = await AnswerAsync(Plain);
        Assert.Equal(expected, await AnswerAsync(["region", Examples.Trap, "--point", "@" + point, "--box", "@" + box, "--json", "--exact"]));
        Assert.Equal(expected, await AnswerAsync(["region", Examples.Trap, "--point=@" + point, "--box=@" + property, "--json", "--exact"]));
    }

    /// <summary>Neuron 2 of layer 0 switches at x₁ = −1/2: a hair beside the wall is beside the wall.</summary>
    [Theory]
    [InlineData("-0.5", "01*")]
    [InlineData("-0.4{0}9", "011")]
    [InlineData("-0.5{1}1", "010")]
    public async Task A_number_of_nine_hundred_digits_is_read_exactly(string number, string signs)
    {
        string text = number.Replace("{0}", new string('9', 900), StringComparison.Ordinal).Replace("{1}", new string('0', 900), StringComparison.Ordinal);
        JsonElement answer = await Plin.JsonAsync(0, "region", Examples.Trap, "--point", "-1/3," + text, "--exact");
        Assert.Equal(signs, answer.GetProperty("signs")[0].GetString());
    }

    [Fact]
    public async Task Culture_and_time_zone_change_nothing()
    {
        string[] arguments = ["region", Examples.Concurrent, "--point", "0.25,0.125", "--box", "-1.5,1.5", "--neighbors", "--vertices", "--json"];
        string expected = Comparable(await Plin.RunAsync(arguments));
        foreach (string language in new[] { "de_DE.UTF-8", "tr_TR.UTF-8", "ar_SA.UTF-8" })
        {
            ProgramResult result = await ExternalProgram.RunAsync(
                Plin.Path,
                arguments,
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["LANG"] = language, ["LC_ALL"] = language, ["TZ"] = "Pacific/Chatham" });
            Assert.Equal(expected, Comparable(result));
        }
    }

    private static async Task<string> AnswerAsync(string[] arguments) => Comparable(await Plin.RunAsync(arguments));

    private static string Comparable(ProgramResult result)
    {
        Assert.True(result.Status == 0, result.ToString());
        Assert.Equal(string.Empty, result.Errors);
        return Elapsed().Replace(result.Output, "\"elapsed_ms\":0", 1);
    }

    [GeneratedRegex("\"elapsed_ms\":[0-9.E+-]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Elapsed();
}
