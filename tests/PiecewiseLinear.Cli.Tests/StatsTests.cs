using System.Text.Json;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

public sealed class StatsTests
{
    private static readonly string s_folder = Directory.CreateTempSubdirectory("plin-stats-").FullName;

    [Fact]
    public async Task All_regions_of_a_box()
    {
        JsonElement stats = await Plin.JsonAsync(0, "stats", Examples.Trap, "--box=-2,2", "--volumes");

        Assert.Equal(8, stats.GetProperty("regions").GetInt32());
        Assert.True(stats.GetProperty("complete").GetBoolean());
        Assert.Equal("16", stats.GetProperty("volume").GetString());
        Assert.Equal("ENCLOSED", stats.GetProperty("evidence").GetString());
        Assert.Equal("[]", stats.GetProperty("certified").GetRawText());
        Assert.Equal(64, stats.GetProperty("sha256").GetString()!.Length);
        Assert.True(stats.TryGetProperty("elapsed_ms", out _));
        Assert.Equal("DESCRIPTIVE", stats.GetProperty("field_evidence").GetProperty("facet_cosines").GetString());
        Assert.Equal("14", stats.GetProperty("bounds").GetProperty("serra_2018").GetString());
    }

    [Fact]
    public async Task A_budget_is_said_to_have_ended_it()
    {
        JsonElement stats = await Plin.JsonAsync(3, "stats", Examples.Trap, "--box=-2,2", "--max-regions", "3");

        Assert.Equal(3, stats.GetProperty("regions").GetInt32());
        Assert.False(stats.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Regions_of_points_with_tables_charts_and_rows()
    {
        string points = Path.Combine(s_folder, "points.txt"), labels = Path.Combine(s_folder, "labels.txt"), output = Path.Combine(s_folder, "out");
        await File.WriteAllTextAsync(points, "# four points\n1/3, 1/7\n-1/3 1/7\n-1/2 -1/5\n0.25 -0.1\n");
        await File.WriteAllTextAsync(labels, "1 1\n0\n1\n");
        JsonElement stats = await Plin.JsonAsync(
            0, "stats", Examples.Concurrent, "--points", points, "--labels", labels, "--box=-1,1", "--patterns", Path.Combine(s_folder, "patterns.bin"), "--directions", "2", "--hops", "3", "--train", points, "--clusters", "1,4", "--compare", Examples.Duplicate, "--out", output);

        Assert.Equal(4, stats.GetProperty("accuracy").GetProperty("examples").GetInt32());
        Assert.Equal(1, stats.GetProperty("compare").GetArrayLength());
        Assert.Equal(4, new FileInfo(Path.Combine(s_folder, "patterns.bin")).Length);
        Assert.Equal(6, stats.GetProperty("hamming").GetProperty("pairs").EnumerateArray().Sum(static bin => bin.GetProperty("pairs").GetInt32()));
        Assert.Equal(3, stats.GetProperty("hamming").GetProperty("consecutive").GetProperty("count").GetInt32());
        JsonElement rows = stats.GetProperty("affine_rows");
        Assert.Equal(4, rows.GetProperty("regressions").GetArrayLength());
        Assert.Equal(
            stats.GetProperty("accuracy").GetProperty("correct").GetInt32(),
            rows.GetProperty("networks")[0].GetProperty("clusters")[1].GetProperty("correct").GetInt32());
        Assert.Equal(
            ["facet-cosines.svg", "facets.svg", "g_concurrent-walks.csv", "g_concurrent.csv", "g_dup-walks.csv", "g_dup.csv", "layer-0-cosines.svg", "radii.svg", "relevance-adversarial.svg", "relevance-random.svg",
                "relevance-toward-point.svg", "summary.json"],
            Directory.EnumerateFiles(output).Select(static file => Path.GetFileName(file)).Where(static name => !name.StartsWith("layer-1", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(stats.GetProperty("regions").GetInt32() + 1, (await File.ReadAllLinesAsync(Path.Combine(output, "g_concurrent.csv"))).Length);
    }

    [Theory]
    [InlineData("lines.jsonl")]
    [InlineData("object.json")]
    public async Task Records_as_json(string name)
    {
        string file = Path.Combine(s_folder, name);
        await Plin.JsonAsync(0, "stats", Examples.Trap, "--box=-2,2", "--out", file);

        string text = await File.ReadAllTextAsync(file);
        JsonElement[] records = name.EndsWith('l')
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)]
            : [.. JsonDocument.Parse(text).RootElement.GetProperty("records").EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, 8), records.Select(static record => record.GetProperty("region").GetInt32()));
    }

    [Fact]
    public async Task People_get_a_table()
    {
        ProgramResult result = await Plin.RunAsync("stats", Examples.Trap, "--box=-2,2");

        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("g_trap_absx", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"regions +8\n", result.Output);
        Assert.Matches(@"at most \(Serra et al\. 2018\) +14\n", result.Output);
    }

    [Theory]
    [InlineData("which regions?")]
    [InlineData("is no norm", "--box=-1,1", "--norm", "l7")]
    [InlineData("--seed: '-1' is no seed", "--box=-1,1", "--directions", "1", "--seed", "-1")]
    [InlineData("--hops", "--box=-1,1", "--directions", "1", "--hops", "0")]
    [InlineData("cannot read the file", "--points", "/no/such/file")]
    [InlineData("needs --points FILE and --labels FILE", "--box=-1,1", "--train", "x")]
    public async Task What_does_not_fit_is_named(string complaint, params string[] arguments)
    {
        ProgramResult result = await Plin.RunAsync(["stats", Examples.Trap, .. arguments]);

        Assert.Equal(2, result.Status);
        Assert.Contains(complaint, result.Errors, StringComparison.Ordinal);
    }
}
