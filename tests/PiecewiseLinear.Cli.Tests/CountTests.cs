using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary><c>plin count</c> and <c>plin regions</c> as programs: fields, exit statuses, resuming, files.</summary>
public sealed class CountTests : IDisposable
{
    private static readonly string Small = RepositoryRoot.Combine("models", "golden", "a_2_32x3_1.onnx");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task The_golden_network_has_its_published_numbers(string threads)
    {
        JsonElement answer = await Plin.JsonAsync(
            0, "count", Small, "--box=-1,1", "--facets", "--neighbors", "--hamming", "--maps", "--boundary", "--vertices", "--volumes", "--threads", threads, "--repeat", "2");
        Assert.Equal(2788, answer.GetProperty("regions").GetInt64());
        Assert.Equal([345L, 1417L, 2788L], answer.GetProperty("per_layer").EnumerateArray().Select(static x => x.GetInt64()));
        Assert.Equal(11152, answer.GetProperty("facet_incidences").GetInt64());
        Assert.Equal(5482, answer.GetProperty("neighbor_pairs").GetInt64());
        Assert.Equal(5504, answer.GetProperty("hamming_1_pairs").GetInt64());
        Assert.Equal(2684, answer.GetProperty("distinct_maps").GetInt64());
        Assert.Equal(75, answer.GetProperty("crossed_by_boundary").GetInt64());
        Assert.Equal(0, answer.GetProperty("tied_regions").GetInt64());
        Assert.Equal(2883, answer.GetProperty("vertices").GetInt64());
        Assert.Equal(5670, answer.GetProperty("edges").GetInt64());
        Assert.Equal("4", answer.GetProperty("volume").GetString());
        Assert.True(answer.GetProperty("complete").GetBoolean());
        Assert.Equal("CERTIFIED", answer.GetProperty("evidence").GetString());
        Assert.Equal("148035889", answer.GetProperty("upper_bounds").GetProperty("serra_2018").GetString());
    }

    [Fact]
    public async Task A_stopped_count_is_a_lower_bound_that_can_be_resumed()
    {
        JsonElement part = await Plin.JsonAsync(3, "count", Small, "--box=-1,1", "--facets", "--max-regions", "777");
        Assert.Equal(777, part.GetProperty("regions").GetInt64());
        Assert.False(part.GetProperty("complete").GetBoolean());
        Assert.Equal("ENCLOSED", part.GetProperty("evidence").GetString());
        string token = _folder.File("token");
        await File.WriteAllTextAsync(token, part.GetProperty("resume_token").GetString() + "\n");
        JsonElement rest = await Plin.JsonAsync(0, "count", Small, "--box=-1,1", "--facets", "--resume", "@" + token);
        Assert.Equal(2788, rest.GetProperty("regions").GetInt64());
        Assert.Equal(11152, rest.GetProperty("facet_incidences").GetInt64());
    }

    [Fact]
    public async Task Regions_are_written_a_line_each_and_in_two_parts_are_the_same_file()
    {
        string whole = _folder.File("all.jsonl"), first = _folder.File("1.jsonl"), second = _folder.File("2.jsonl");
        string[] question = ["regions", Small, "--box=-1,1", "--facets", "--volumes", "--exact", "--map", "--boundary"];
        await Plin.JsonAsync(0, [.. question, "--out", whole]);
        JsonElement part = await Plin.JsonAsync(3, [.. question, "--out", first, "--max-regions", "1000", "--threads", "1"]);
        await Plin.JsonAsync(0, [.. question, "--out", second, "--resume", part.GetProperty("resume_token").GetString()!]);
        string[] lines = await File.ReadAllLinesAsync(whole);
        Assert.Equal(await File.ReadAllTextAsync(whole), await File.ReadAllTextAsync(first) + await File.ReadAllTextAsync(second));
        JsonElement[] regions = [.. lines.Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(2788, regions.Length);
        Assert.Equal(11152, regions.Sum(static region => region.GetProperty("facet_count").GetInt32()));
        Assert.Equal(75, regions.Count(static region => region.GetProperty("boundary").GetString() == "crossed"));
        Assert.Equal(Rational.Parse("4"), regions.Aggregate(Rational.Zero, static (sum, region) => sum + Rational.Parse(region.GetProperty("volume").GetString()!)));
        Assert.Equal(2684, regions.Select(static region => region.GetProperty("map").GetRawText()).Distinct(StringComparer.Ordinal).Count());

        // The region that `plin region` finds at the interior point is the same, facet by facet.
        JsonElement sample = regions[1234];
        string point = string.Join(',', sample.GetProperty("interior").EnumerateArray().Select(static x => x.GetString()));
        JsonElement located = await Plin.JsonAsync(0, "region", Small, "--point", point, "--box=-1,1", "--exact");
        Assert.Equal(located.GetProperty("pattern").GetRawText(), sample.GetProperty("pattern").GetRawText());
        Assert.Equal(
            located.GetProperty("facets").EnumerateArray().Select(static facet => facet.GetRawText()).Order(StringComparer.Ordinal),
            sample.GetProperty("facets").EnumerateArray().Select(static facet => facet.GetRawText()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--max-regions: '0' is no count; expected a positive whole number", "--box=-1,1", "--max-regions", "0")]
    [InlineData("--engine: 'magic' is no engine; expected auto, vertices or lp", "--box=-1,1", "--engine", "magic")]
    [InlineData("the resume token 'abc' is not one of this program", "--box=-1,1", "--resume", "abc")]
    [InlineData("--repeat: '-1' is no count", "--box=-1,1", "--repeat", "-1")]
    [InlineData("Option '--box' is required", "--facets")]
    public async Task Bad_questions_are_refused(string message, params string[] arguments)
    {
        ProgramResult result = await Plin.RunAsync(["count", Small, .. arguments]);
        Assert.Equal(2, result.Status);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_question_is_refused()
    {
        JsonElement part = await Plin.JsonAsync(3, "count", Small, "--box=-1,1", "--max-regions", "10");
        ProgramResult result = await Plin.RunAsync("count", Small, "--box=-1,2", "--resume", part.GetProperty("resume_token").GetString()!);
        Assert.Equal(2, result.Status);
        Assert.Contains("belongs to another question", result.Errors, StringComparison.Ordinal);
    }
}
