using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions.Tests;

public sealed class PointLocatorTests
{
    [Fact]
    public void A_point_inside_a_region_has_one_pattern_and_a_valid_certificate()
    {
        LoadedNetwork network = GoldenNetwork.Load("a_2_32x3_1");
        RegionQuery query = GoldenNetwork.Ask(network, "0.1,-0.2", Box.Cube(2, -1, 1));
        PointRegions answer = PointLocator.Locate(query, CancellationToken.None);

        LinearRegion region = Assert.Single(answer.Regions);
        Assert.True(answer.Complete);
        Assert.Empty(answer.OnWalls);
        Assert.InRange(region.Facets!.Value.Length, 3, 8);
        Agreement.AssertCertified(query, answer);
    }

    [Theory]
    [InlineData("g_trap_absx", "-1,0", "-2,2")]
    [InlineData("g_dup", "1/4,-1/8", "-1,1")]
    [InlineData("g_dup", "1/4,0", "-1,1")]
    [InlineData("g_concurrent", "0,0", "-1,1")]
    [InlineData("g_deadlayer", "0,0", "-1,1")]
    [InlineData("g_deadlayer", "-1,0", "-1,1")]
    public void A_point_on_walls_lists_all_incident_regions_with_a_valid_certificate(string name, string point, string ends)
    {
        LoadedNetwork network = GoldenNetwork.Load(name);
        var interval = GoldenNetwork.Numbers(ends);
        RegionQuery query = GoldenNetwork.Ask(network, point, Box.Cube(2, interval[0], interval[1])) with { Neighbors = true };
        PointRegions answer = PointLocator.Locate(query, CancellationToken.None);

        Assert.True(answer.Complete);
        Assert.NotEmpty(answer.OnWalls);
        Assert.Equal(answer.Regions.Length, answer.Regions.Select(static region => region.Pattern).Distinct().Count());
        Agreement.AssertCertified(query, answer);
    }

    [Fact]
    public void Without_a_box_a_region_may_be_unbounded()
    {
        LoadedNetwork network = GoldenNetwork.Load("g_concurrent");
        RegionQuery query = GoldenNetwork.Ask(network, "1,1/3");
        PointRegions answer = PointLocator.Locate(query, CancellationToken.None);

        Assert.Null(Assert.Single(answer.Regions).Ball!.Upper);
        Agreement.AssertCertified(query, answer);
    }
}
