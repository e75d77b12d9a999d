using System.Text.Json;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>The JSON of <c>plin region</c>, field by field as scripts rely on it.</summary>
public sealed class RegionJsonTests
{
    private static readonly string[] RegionFields = ["pattern", "map", "facets", "facet_count", "ball", "neighbors", "vertices"];

    [Fact]
    public async Task A_point_inside_one_region()
    {
        JsonElement answer = await Plin.JsonAsync(0, "region", Examples.Trap, "--point", "-0.5,1/3", "--box", "-1,1", "--neighbors", "--vertices");

        Assert.Equal("88332a50d9e610d787bdae4568efe79dfd132ab18e8e09a801ed2c70be5b579d", answer.GetProperty("sha256").GetString());
        Assert.Equal("ENCLOSED", answer.GetProperty("evidence").GetString());
        Assert.Equal(
            ["signs", "on_walls", "pattern", "map", "complete", "regions", "facets", "facet_count", "ball"],
            answer.GetProperty("certified").EnumerateArray().Select(static name => name.GetString()));
        Assert.True(answer.GetProperty("elapsed_ms").GetDouble() >= 0);
        Assert.Equal("""["011","0"]""", answer.GetProperty("signs").GetRawText());
        Assert.Equal("[]", answer.GetProperty("on_walls").GetRawText());
        Assert.True(answer.GetProperty("complete").GetBoolean());
        JsonElement region = Assert.Single(answer.GetProperty("regions").EnumerateArray());
        Assert.Equal("""["011","0"]""", region.GetProperty("pattern").GetRawText());
        Assert.Equal("""{"A":[[0,0]],"b":[0]}""", region.GetProperty("map").GetRawText());
        Assert.Equal(
            """[{"layer":0,"neuron":0,"normal":[1,0],"offset":0,"also":[]},{"layer":0,"neuron":2,"normal":[0,-1],"offset":0.5,"also":[]},"""
            + """{"input":0,"side":"lower","normal":[-1,0],"offset":1,"also":[{"layer":1,"neuron":0}]},{"input":1,"side":"upper","normal":[0,1],"offset":1,"also":[]}]""",
            region.GetProperty("facets").GetRawText());
        Assert.Equal(4, region.GetProperty("facet_count").GetInt32());
        Assert.Equal("""[{"facet":0,"pattern":["111","0"]},{"facet":1,"pattern":["010","0"]}]""", region.GetProperty("neighbors").GetRawText());
        Assert.Equal("[[-1,-0.5],[-1,1],[0,-0.5],[0,1]]", region.GetProperty("vertices").GetRawText());

        // The rectangle is 1 wide: the ball has radius 1/2, and its center lies on the middle line.
        JsonElement ball = region.GetProperty("ball");
        Assert.Equal("l2", ball.GetProperty("norm").GetString());
        Assert.Equal(-0.5, ball.GetProperty("center")[0].GetDouble(), 1e-9);
        Assert.InRange(0.5, ball.GetProperty("lo").GetDouble(), ball.GetProperty("hi").GetDouble());
        Assert.InRange(ball.GetProperty("hi").GetDouble() - ball.GetProperty("lo").GetDouble(), 0, 1e-9);
        foreach (string field in RegionFields)
        {
            Assert.Equal(region.GetProperty(field).GetRawText(), answer.GetProperty(field).GetRawText());
        }
    }

    [Fact]
    public async Task A_point_where_eight_regions_meet()
    {
        JsonElement answer = await Plin.JsonAsync(0, "region", Examples.Concurrent, "--point", "0,0", "--box", "-1,1", "--norm", "linf");

        Assert.Equal("""["****"]""", answer.GetProperty("signs").GetRawText());
        Assert.Equal(
            """[{"layer":0,"neuron":0},{"layer":0,"neuron":1},{"layer":0,"neuron":2},{"layer":0,"neuron":3}]""", answer.GetProperty("on_walls").GetRawText());
        Assert.True(answer.GetProperty("complete").GetBoolean());
        JsonElement[] regions = [.. answer.GetProperty("regions").EnumerateArray()];
        Assert.Equal(
            ["0000", "0001", "0100", "0110", "1001", "1011", "1110", "1111"],
            regions.Select(static region => region.GetProperty("pattern")[0].GetString()).Order(StringComparer.Ordinal));
        Assert.All(regions, static region => Assert.Equal(3, region.GetProperty("facet_count").GetInt32()));
        Assert.All(RegionFields, field => Assert.False(answer.TryGetProperty(field, out _), field));

        // The triangle x ≥ y ≥ 0, x ≤ 1 holds the square of side 1/2: in the norm linf the radius is 1/4, a rational.
        Assert.All(regions, static region => Assert.InRange(0.25, region.GetProperty("ball").GetProperty("lo").GetDouble(), region.GetProperty("ball").GetProperty("hi").GetDouble()));
    }

    [Fact]
    public async Task Exact_numbers_are_fractions()
    {
        JsonElement answer = await Plin.JsonAsync(0, "region", Examples.Trap, "--point", "-1/3,-0.25", "--box", "-2/3,1", "--exact", "--norm", "l1", "--vertices");

        Assert.Equal("""{"A":[["0","0"]],"b":["0"]}""", answer.GetProperty("map").GetRawText());
        Assert.Contains("""{"layer":0,"neuron":2,"normal":["0","-1"],"offset":"1/2","also":[]}""", answer.GetProperty("facets").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("""{"input":0,"side":"lower","normal":["-1","0"],"offset":"2/3","also":[]}""", answer.GetProperty("facets").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("""["-2/3","-1/2"]""", answer.GetProperty("vertices").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("1/3", answer.GetProperty("ball").GetProperty("lo").GetString());
        Assert.Equal("1/3", answer.GetProperty("ball").GetProperty("hi").GetString());
        Assert.Equal("CERTIFIED", answer.GetProperty("evidence").GetString());
    }

    [Fact]
    public async Task Without_a_box_the_ball_may_be_unbounded()
    {
        JsonElement answer = await Plin.JsonAsync(0, "region", Examples.Concurrent, "--point", "3,1");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("ball").GetProperty("hi").ValueKind);
        Assert.Equal(JsonValueKind.Number, answer.GetProperty("ball").GetProperty("lo").ValueKind);
        Assert.Equal(2, answer.GetProperty("facet_count").GetInt32());
    }

    [Fact]
    public async Task Too_many_regions_end_with_what_is_known()
    {
        JsonElement answer = await Plin.JsonAsync(3, "region", Examples.Concurrent, "--point", "0,0", "--box", "-1,1", "--max-regions", "2");

        Assert.False(answer.GetProperty("complete").GetBoolean());
        Assert.Equal(2, answer.GetProperty("regions").GetArrayLength());
        Assert.Equal("""["****"]""", answer.GetProperty("signs").GetRawText());
        Assert.DoesNotContain("complete", answer.GetProperty("certified").EnumerateArray().Select(static name => name.GetString()));
        Assert.DoesNotContain("regions", answer.GetProperty("certified").EnumerateArray().Select(static name => name.GetString()));
    }

    [Fact]
    public async Task Every_engine_gives_the_same_answer_on_digits()
    {
        string[] question = ["region", Examples.Digits, "--point", "@" + Examples.DigitThree, "--box", "0,1", "--norm", "linf", "--exact", "--lp"];
        JsonElement dense = await Plin.JsonAsync(0, [.. question, "dense"]);
        foreach (string engine in new[] { "or-tools", "clp" })
        {
            JsonElement other = await Plin.JsonAsync(0, [.. question, engine]);
            foreach (string field in new[] { "signs", "on_walls", "complete", "pattern", "map", "facets", "facet_count", "certified" })
            {
                Assert.Equal(dense.GetProperty(field).GetRawText(), other.GetProperty(field).GetRawText());
            }

            Assert.True(Overlap(dense.GetProperty("ball"), other.GetProperty("ball")), engine);
        }
    }

    private static bool Overlap(JsonElement one, JsonElement other)
        => Exact(one, "lo") <= Exact(other, "hi") && Exact(other, "lo") <= Exact(one, "hi");

    private static Exact.Rational Exact(JsonElement ball, string end)
        => PiecewiseLinear.Exact.Rational.Parse(ball.GetProperty(end).GetString()!, new Exact.NumberLimits(1_000_000, 100_000));
}
