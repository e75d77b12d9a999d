using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions.Tests;

public sealed class SummaryTests
{
    private static readonly LoadedNetwork Network = GoldenNetwork.Load("a_2_32x3_1");

    private static readonly RegionRecord[] Records =
    [
        .. RegionStatistics.OverPoints(
            RegionStatisticsTests.Ask(Network.Network, Box.Cube(2, -1, 1)) with { Walks = new WalkOptions(1, 2, 9) },
            [.. Enumerable.Range(0, 15).Select(k => GoldenNetwork.Numbers($"{k - 7}/9,{(4 * k % 15) - 7}/11")), GoldenNetwork.Numbers("-7/9,-7/11")],
            default),
    ];

    [Fact]
    public void A_summary_is_what_the_records_say_together()
    {
        SummaryBuilder builder = new();
        foreach (RegionRecord record in Records)
        {
            builder.Add(record);
        }

        StatisticsSummary summary = builder.ToSummary();
        double[] radii = [.. Records.Select(static record => record.Radius!.Value.Lower.ToDoubleApproximate()).Order()];
        Assert.Equal(Records.Length, summary.Regions);
        Assert.Equal(radii.Length, summary.Radius!.Count);
        Assert.Equal(radii[0], summary.Radius.Minimum);
        Assert.Equal(radii[^1], summary.Radius.Maximum);
        Assert.Equal(radii.Average(), summary.Radius.Mean, 12);
        Assert.Equal(radii.Length % 2 == 1 ? radii[radii.Length / 2] : (radii[(radii.Length / 2) - 1] + radii[radii.Length / 2]) / 2, summary.Radius.Median, 12);
        Assert.All(summary.RadiusHistogram, bin => Assert.Equal(radii.Count(r => r >= Math.Pow(2, bin.Bin / 4d) && r < Math.Pow(2, (bin.Bin + 1) / 4d)), bin.Regions));
        Assert.Equal(16, summary.PointsPerRegion.Sum(static bin => bin.Points * bin.Regions));
        Assert.Equal(Records.Count(static record => record.Boundary!.Crossed), summary.CrossedByBoundary);
        Assert.Equal(Records.Length, summary.BoundaryDecided);
        Assert.Equal(Records.Sum(static record => record.FacetAngles!.Pairs), summary.FacetAngles.Pairs);
        Assert.Equal(Records.Sum(static record => record.Facets!.Value.Total), summary.FacetHistogram.Sum(static bin => bin.Facets * bin.Regions));
        Assert.Equal(3, summary.LayerAngles.Length);
        Assert.Equal(Records.Length * 32L * 31 / 2, summary.LayerAngles[0].Pairs);
        Assert.Equal(
            Records.SelectMany(static record => record.Walks).Count(static walk => walk.Direction == WalkDirection.Random && walk.Hops.Length > 1),
            summary.Relevance.Single(static hop => hop is { Direction: WalkDirection.Random, Hop: 2 }).Distance.Count);
        Assert.Null(summary.Volume);
    }

    [Fact]
    public void Quantiles_of_cosines_interpolate_within_a_bin()
    {
        CosineHistogram none = CosineHistogram.Empty;
        Assert.Null(none.Mean);
        Assert.Null(none.Quantile(0.5));
        CosineHistogram two = CosineHistogram.OfPairs([[1, 0], [0, 1], [0.6, 0.8]]);
        Assert.Equal(3, two.Pairs);
        Assert.Equal(1.4 / 3, two.Mean!.Value, 12);
        Assert.Equal((0 + (0.6 * 0.6) + (0.8 * 0.8)) / 3 - Math.Pow(1.4 / 3, 2), Math.Pow(two.StandardDeviation!.Value, 2), 12);
        Assert.InRange(two.Quantile(0.5)!.Value, 0.58, 0.62);
        Assert.Equal(6, two.Add(two).Pairs);
    }

    [Fact]
    public void Tables_read_back_to_the_records()
    {
        string[] header = RecordCsv.Header(Network.Network).Split(',');
        foreach (RegionRecord record in Records)
        {
            Dictionary<string, string> row = header.Zip(RecordCsv.Line(record).Split(',')).ToDictionary(static cell => cell.First, static cell => cell.Second);
            Assert.Equal(header.Length, RecordCsv.Line(record).Split(',').Length);
            Assert.Equal(record.Pattern, ActivationPattern.Parse(row["pattern"].Split('|')));
            Assert.Equal(record.Points, row["points"].Split(';').Select(static p => int.Parse(p, CultureInfo.InvariantCulture)));
            Assert.Equal(record.Radius!.Value.Lower, Rational.FromDouble(Number(row["radius_lower"])));
            Assert.Equal(record.Radius.Value.Upper, Rational.FromDouble(Number(row["radius_upper"])));
            Assert.Equal(record.Facets, new FacetCounts(int.Parse(row["wall_facets"], CultureInfo.InvariantCulture), int.Parse(row["box_facets"], CultureInfo.InvariantCulture)));
            Assert.Equal(record.Boundary!.Crossed ? "1" : "0", row["crossed"]);
            Assert.Equal(record.Boundary.Labels, row["labels"].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static l => int.Parse(l, CultureInfo.InvariantCulture)));
            Assert.Equal(record.FacetAngles!.Mean, row["facet_cos_mean"].Length == 0 ? null : Number(row["facet_cos_mean"]));
            Assert.Equal(record.LayerAngles[2].Mean, Number(row["layer_2_cos_mean"]));
            (string Direction, int Hop, double? Cosine, double Distance)[] hops =
                [.. record.Walks.SelectMany(static walk => walk.Hops.Select((hop, h) => (walk.Direction.Name(), h + 1, hop.Cosine, hop.Distance)))];
            Assert.Equal(hops, RecordCsv.WalkLines(record).Select(static line => line.Split(',')).Select(static cells =>
                (cells[2], int.Parse(cells[3], CultureInfo.InvariantCulture), cells[4].Length == 0 ? null : (double?)Number(cells[4]), Number(cells[5]))));
        }
    }

    [Fact]
    public void Json_says_the_same_as_the_record()
    {
        foreach (RegionRecord record in Records)
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream))
            {
                writer.WriteStartObject();
                StatisticsJson.Write(writer, record);
                writer.WriteEndObject();
            }

            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
            JsonElement json = document.RootElement;
            Assert.Equal(record.Index, json.GetProperty("region").GetInt32());
            Assert.Equal(record.Pattern.ToLayerStrings(), json.GetProperty("pattern").EnumerateArray().Select(static layer => layer.GetString()!));
            Assert.Equal(record.Radius!.Value.Lower, Rational.FromDouble(json.GetProperty("radius").GetProperty("lo").GetDouble()));
            Assert.Equal(record.Facets!.Value.Total, json.GetProperty("facets").GetInt32());
            Assert.Equal(record.Boundary!.Crossed, json.GetProperty("crossed_by_boundary").GetBoolean());
            Assert.Equal(record.Walks.Length, json.GetProperty("walks").GetArrayLength());
        }
    }

    [Fact]
    public void Charts_are_well_formed_and_name_every_network()
    {
        SummaryBuilder builder = new();
        foreach (RegionRecord record in Records)
        {
            builder.Add(record);
        }

        Dictionary<string, string> charts = StatisticsPlots.All([("first & <best>", builder.ToSummary()), ("second", builder.ToSummary())])
            .ToDictionary(static chart => chart.FileName, static chart => chart.Svg);
        Assert.Equal(
            ["facet-cosines.svg", "facets.svg", "layer-0-cosines.svg", "layer-1-cosines.svg", "layer-2-cosines.svg", "radii.svg", "relevance-adversarial.svg", "relevance-random.svg", "relevance-toward-point.svg"],
            charts.Keys.Order(StringComparer.Ordinal));
        foreach (string svg in charts.Values)
        {
            string[] texts = [.. XDocument.Parse(svg).Descendants().Where(static e => e.Name.LocalName == "text").Select(static e => e.Value)];
            Assert.Contains("first & <best>", texts);
            Assert.Contains("second", texts);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
