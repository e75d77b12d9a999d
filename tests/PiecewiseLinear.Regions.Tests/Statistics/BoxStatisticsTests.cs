using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

public sealed class BoxStatisticsTests
{
    [Fact]
    public void The_golden_network_a_has_its_published_numbers()
    {
        LoadedNetwork network = GoldenNetwork.Load("a_2_32x3_1");
        SummaryBuilder builder = new();
        RegionCount? count = null;
        StatisticsQuery query = RegionStatisticsTests.Ask(network.Network, Box.Cube(2, -1, 1)) with { Volumes = true };
        foreach (RegionRecord record in RegionStatistics.OverBox(query, EnumerationBudget.Unlimited, done => count = done, null, default))
        {
            builder.Add(record);
        }

        StatisticsSummary summary = builder.ToSummary();
        Assert.True(count!.Complete);
        Assert.Equal(2788, summary.Regions);
        Assert.Equal(75, summary.CrossedByBoundary);
        Assert.Equal(2788, summary.BoundaryDecided);
        Assert.Equal([(3, 1009), (4, 1031), (5, 528), (6, 183), (7, 33), (8, 4)], summary.FacetHistogram.AsEnumerable());
        Assert.Equal(4, summary.Volume);
        Assert.Equal(2788, summary.Radius!.Count);
    }

    /// <summary>The two ways to decide facets and crossings (vertices in the enumeration; classification and linear programs here) agree.</summary>
    [Fact]
    public void Enumerated_regions_are_measured_like_located_ones()
    {
        Seeded.Check(25, random =>
        {
            int inputs = random.Next(2, 4), outputs = random.Next(1, 4);
            ReluNetwork network = ReluNetwork.FromLayers([Layer(random, 4, inputs), Layer(random, 3, 4), Layer(random, outputs, 3)]);
            Box box = Box.Cube(inputs, -2, 2);
            StatisticsQuery query = RegionStatisticsTests.Ask(network, box);
            RegionRecord[] enumerated = [.. RegionStatistics.OverBox(query with { Volumes = true }, EnumerationBudget.Unlimited, static _ => { }, null, default)];
            Crossings crossings = new();
            RegionEnumerator.Enumerate(EnumerationQuery.InBox(network, box) with { Quantities = CountedQuantities.Boundary, Threads = 1 }, crossings);
            RegionRecord[] located = [.. RegionStatistics.OverPoints(query, [.. crossings.Interiors], default)];
            Assert.Equal(enumerated.Length, located.Length);
            for (int r = 0; r < located.Length; r++)
            {
                Assert.Equal(located[r].Pattern, enumerated[r].Pattern);
                Assert.Equal(located[r].Facets, enumerated[r].Facets);
                Assert.Equal(located[r].FacetAngles!.Pairs, enumerated[r].FacetAngles!.Pairs);
                Assert.Equal(located[r].Boundary, enumerated[r].Boundary);
                Assert.Equal(
                    located[r].Boundary!.Tied ? BoundaryRelation.Tied : located[r].Boundary!.Crossed ? BoundaryRelation.Crossed : BoundaryRelation.Uncrossed,
                    crossings.Of[r]);
            }

            Assert.Equal(Power(4, inputs), enumerated.Aggregate(Rational.Zero, static (sum, record) => sum + record.Volume!.Value));
        });
    }

    [Fact]
    public void A_budget_ends_the_stream_and_says_so()
    {
        LoadedNetwork network = GoldenNetwork.Load("c_2_8x2_1");
        StatisticsQuery query = RegionStatisticsTests.Ask(network.Network, Box.Cube(2, -1, 1));
        RegionCount? count = null;
        RegionRecord[] some = [.. RegionStatistics.OverBox(query, new EnumerationBudget { MaxRegions = 10 }, done => count = done, null, default)];
        Assert.Equal(10, some.Length);
        Assert.False(count!.Complete);
        count = null;
        RegionRecord[] all = [.. RegionStatistics.OverBox(query, EnumerationBudget.Unlimited, done => count = done, null, default)];
        Assert.Equal(65, all.Length);
        Assert.True(count!.Complete);
        Assert.Equal(all.Take(10).Select(static record => record.Pattern), some.Select(static record => record.Pattern));
        count = null;
        Assert.Equal(0, RegionStatistics.OverBox(query, EnumerationBudget.Unlimited, done => count = done, null, default).First().Index);
        Assert.Null(count);
        Assert.Equal("box", Assert.Throws<RegionQueryException>(() => RegionStatistics.OverBox(query with { Box = null }, EnumerationBudget.Unlimited, static _ => { }, null, default)).Field);
    }

    [Fact]
    public void Fixed_inputs_are_no_dimensions()
    {
        LoadedNetwork network = GoldenNetwork.Load("c_2_8x2_1");
        Box box = new([-1, new Rational(1, 3)], [1, new Rational(1, 3)]);
        StatisticsQuery query = RegionStatisticsTests.Ask(network.Network, box) with { Volumes = true, Walks = new WalkOptions(1, 3, 1) };
        RegionRecord[] records = [.. RegionStatistics.OverBox(query, EnumerationBudget.Unlimited, static _ => { }, null, default)];
        Assert.Equal(2, records.Aggregate(Rational.Zero, static (sum, record) => sum + record.Volume!.Value));
        Assert.All(records, static record =>
        {
            // A segment: two ends, the inradius is half its length.
            Assert.Equal(2, record.Facets!.Value.Total);
            Assert.True(record.Radius!.Value.Lower <= record.Volume!.Value / 2 && record.Volume.Value / 2 <= record.Radius.Value.Upper);
        });
    }

    private static Rational Power(int number, int exponent) => exponent == 0 ? 1 : number * Power(number, exponent - 1);

    private static AffineLayer Layer(Random random, int rows, int columns)
        => new(
            new DenseOperator(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(-2, 3))]),
            [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(-1, 2))]);

    private sealed class Crossings : IRegionSink
    {
        public List<ImmutableArray<Rational>> Interiors { get; } = [];

        public List<BoundaryRelation> Of { get; } = [];

        public bool Accept(EnumeratedRegion region)
        {
            Interiors.Add(region.Interior);
            Of.Add(region.Crossing!.Value);
            return true;
        }
    }
}
