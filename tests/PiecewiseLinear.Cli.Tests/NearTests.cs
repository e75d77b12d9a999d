using System.Text.Json;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary><c>plin near</c>: what scripts rely on, and its refusals.</summary>
public sealed class NearTests
{
    [Fact]
    public async Task Regions_that_touch_the_ball_are_listed_with_exact_distances()
    {
        // The regions below x₁ = −1/2 are at distance 1 from (0, 1/2) in the norm linf: the closed ball just touches them.
        JsonElement answer = await Plin.JsonAsync(0, "near", Examples.Trap, "--point", "0,1/2", "--norm", "linf", "--radius", "1");
        JsonElement[] regions = [.. answer.GetProperty("regions").EnumerateArray()];
        Assert.Equal(answer.GetProperty("region_count").GetInt64(), regions.Length);
        Assert.Equal(["0", "0"], regions.Take(2).Select(static region => region.GetProperty("exact").GetString()));
        Assert.Contains(regions, static region => region.GetProperty("exact").GetString() == "1" && region.GetProperty("hops").GetInt32() == 1);
        Assert.All(regions, static region => Assert.Equal(JsonValueKind.Null, region.GetProperty("squared").ValueKind));
        Assert.True(answer.GetProperty("complete").GetBoolean());
        Assert.Equal("exhausted", answer.GetProperty("stop").GetString());
        Assert.Equal(regions[^1].GetProperty("exact").GetString(), answer.GetProperty("farthest").GetProperty("exact").GetString());
        JsonElement smaller = await Plin.JsonAsync(0, "near", Examples.Trap, "--point", "0,1/2", "--norm", "linf", "--radius", "999999999999/1000000000000");
        Assert.Equal(regions.Count(static region => region.GetProperty("exact").GetString() == "0"), smaller.GetProperty("region_count").GetInt32());
    }

    [Fact]
    public async Task Eight_regions_in_a_ring_have_eight_pairs()
    {
        JsonElement answer = await Plin.JsonAsync(0, "near", Examples.Concurrent, "--point", "0,0", "--nearest", "20", "--box=-1,1");
        Assert.Equal((8, 8), (answer.GetProperty("region_count").GetInt32(), answer.GetProperty("neighbor_pairs").GetInt32()));
        Assert.Equal(
            ["0000", "0001", "0100", "0110", "1001", "1011", "1110", "1111"],
            answer.GetProperty("regions").EnumerateArray().Select(static region => region.GetProperty("pattern")[0].GetString()));
    }

    [Fact]
    public async Task A_budget_is_status_3_with_what_is_known()
    {
        JsonElement answer = await Plin.JsonAsync(3, "near", Examples.Duplicate, "--point", "0.1,0.2", "--radius", "5", "--max-regions", "1");
        Assert.Equal((1, false, "region_budget"), (
            answer.GetProperty("region_count").GetInt32(), answer.GetProperty("complete").GetBoolean(), answer.GetProperty("stop").GetString()));
        ProgramResult text = await Plin.RunAsync("near", Examples.Duplicate, "--point", "0.1,0.2", "--nearest", "1", "--exact");
        Assert.Equal(0, text.Status);
        Assert.Contains("1 regions, 0 pairs of neighbors, no others are nearer", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_questions_are_refused()
    {
        ProgramResult missing = await Plin.RunAsync("near", Examples.Trap, "--point", "0,0");
        Assert.Equal(2, missing.Status);
        Assert.Contains("--radius or --nearest is missing", missing.Errors, StringComparison.Ordinal);
        ProgramResult negative = await Plin.RunAsync("near", Examples.Trap, "--point", "0,0", "--radius=-1");
        Assert.Equal(2, negative.Status);
        Assert.Contains("the radius is -1", negative.Errors, StringComparison.Ordinal);
    }
}
