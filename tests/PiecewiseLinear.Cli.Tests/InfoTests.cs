using System.Text.Json;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

public sealed class InfoTests
{
    [Fact]
    public async Task Digits_for_programs()
    {
        JsonElement info = await Plin.JsonAsync(0, "info", Examples.Digits);

        Assert.Equal("33d5ede167ed543e16b765e206d35293ff25c3050bde417ecc74e3a52ec7035e", info.GetProperty("sha256").GetString());
        Assert.Equal("onnx", info.GetProperty("format").GetString());
        Assert.Equal(64, info.GetProperty("inputs").GetInt32());
        Assert.Equal(10, info.GetProperty("outputs").GetInt32());
        Assert.Equal("[32,32]", info.GetProperty("layers").GetRawText());
        Assert.Equal(64, info.GetProperty("hidden_neurons").GetInt32());
        Assert.Contains("batch of 1", info.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("[]", info.GetProperty("certified").GetRawText());
        Assert.True(info.TryGetProperty("evidence", out _) && info.TryGetProperty("elapsed_ms", out _));
    }

    [Fact]
    public async Task Digits_for_people()
    {
        ProgramResult result = await Plin.RunAsync("info", Examples.Digits);

        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("hidden layers   2  (32, 32)", result.Output, StringComparison.Ordinal);
        Assert.Contains("33d5ede167ed543e16b765e206d35293ff25c3050bde417ecc74e3a52ec7035e", result.Output, StringComparison.Ordinal);
        Assert.Equal(string.Empty, result.Errors);
    }

    [Fact]
    public async Task Help_lists_every_verb()
    {
        ProgramResult result = await Plin.RunAsync("--help");

        Assert.Equal(0, result.Status);
        Assert.All(new[] { "info", "region", "encode", "check", "serve" }, verb => Assert.Contains("  " + verb + " ", result.Output, StringComparison.Ordinal));
    }
}
