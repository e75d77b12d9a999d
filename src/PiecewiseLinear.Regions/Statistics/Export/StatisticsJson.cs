using System.Collections.Immutable;
using System.Text.Json;

namespace PiecewiseLinear.Regions;

/// <summary>Records and summaries as JSON objects; the caller opens and closes the object.</summary>
public static class StatisticsJson
{
    /// <summary>What kind of evidence stands behind each group of fields; <c>DESCRIPTIVE</c> numbers are computed in doubles and prove nothing.</summary>
    public static ImmutableArray<(string Field, string Evidence)> FieldEvidence { get; } =
    [
        ("regions", "EXACT"), ("points_per_region", "EXACT"), ("facets", "EXACT"), ("crossed_by_boundary", "EXACT"), ("tied_regions", "EXACT"),
        ("labels", "EXACT"), ("volume", "EXACT"), ("accuracy", "EXACT"), ("hamming", "EXACT"), ("bounds", "EXACT"), ("radius", "ENCLOSED"),
        ("facet_cosines", "DESCRIPTIVE"), ("layer_cosines", "DESCRIPTIVE"), ("relevance", "DESCRIPTIVE"),
        ("affine_rows.distinct_maps", "EXACT"), ("affine_rows.distinct_rows", "EXACT"), ("affine_rows.rows_farther_than_1e-3", "DESCRIPTIVE"),
        ("affine_rows.clusters", "DESCRIPTIVE"), ("affine_rows.regressions", "DESCRIPTIVE"),
    ];

    /// <summary>The fields of one record.</summary>
    public static void Write(Utf8JsonWriter writer, RegionRecord record)
    {
        writer.WriteNumber("region", record.Index);
        Strings(writer, "pattern", record.Pattern.ToLayerStrings());
        Integers(writer, "points", record.Points);
        if (record.Radius is { } radius)
        {
            writer.WriteStartObject("radius");
            writer.WriteNumber("lo", radius.Lower.RoundDown());
            if (radius.Upper is { } upper)
            {
                writer.WriteNumber("hi", upper.RoundUp());
            }
            else
            {
                writer.WriteNull("hi");
            }

            writer.WriteEndObject();
        }

        if (record.Facets is { } facets)
        {
            writer.WriteNumber("facets", facets.Total);
            writer.WriteNumber("wall_facets", facets.Walls);
            writer.WriteNumber("box_facets", facets.BoxSides);
        }

        if (record.Boundary is { } boundary)
        {
            writer.WriteBoolean("crossed_by_boundary", boundary.Crossed);
            writer.WriteBoolean("tied", boundary.Tied);
            Integers(writer, "labels", boundary.Labels);
        }

        if (record.Volume is { } volume)
        {
            writer.WriteString("volume", volume.ToString());
        }

        if (record.FacetAngles is { } angles)
        {
            Cosines(writer, "facet_cosines", angles, bins: false);
        }

        writer.WriteStartArray("layer_cosines");
        foreach (CosineHistogram layer in record.LayerAngles)
        {
            Cosines(writer, null, layer, bins: false);
        }

        writer.WriteEndArray();
        if (!record.Walks.IsEmpty)
        {
            Walks(writer, record.Walks);
        }
    }

    /// <summary>The fields of a summary.</summary>
    public static void Write(Utf8JsonWriter writer, StatisticsSummary summary)
    {
        writer.WriteNumber("regions", summary.Regions);
        Pairs(writer, "points_per_region", "points", summary.PointsPerRegion);
        Distribution(writer, "radius", summary.Radius);
        writer.WriteStartArray("radius_histogram");
        foreach ((int bin, int regions) in summary.RadiusHistogram)
        {
            writer.WriteStartObject();
            writer.WriteNumber("exponent", (double)bin / StatisticsSummary.BinsPerOctave);
            writer.WriteNumber("regions", regions);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("unbounded_radii", summary.UnboundedRadii);
        Distribution(writer, "facets", summary.Facets);
        Pairs(writer, "facet_histogram", "facets", summary.FacetHistogram);
        Cosines(writer, "facet_cosines", summary.FacetAngles, bins: true);
        writer.WriteStartArray("layer_cosines");
        foreach (CosineHistogram layer in summary.LayerAngles)
        {
            Cosines(writer, null, layer, bins: true);
        }

        writer.WriteEndArray();
        writer.WriteNumber("boundary_decided", summary.BoundaryDecided);
        writer.WriteNumber("crossed_by_boundary", summary.CrossedByBoundary);
        writer.WriteNumber("tied_regions", summary.TiedRegions);
        Pairs(writer, "labels", "labels", summary.LabelHistogram);
        writer.WriteStartArray("relevance");
        foreach (RelevanceAtHop hop in summary.Relevance)
        {
            writer.WriteStartObject();
            writer.WriteString("direction", hop.Direction.Name());
            writer.WriteNumber("hop", hop.Hop);
            Distribution(writer, "cosine", hop.Cosine);
            Distribution(writer, "distance", hop.Distance);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (summary.Volume is { } volume)
        {
            writer.WriteString("volume", volume.ToString());
            Distribution(writer, "volumes", summary.Volumes);
        }
    }

    private static void Walks(Utf8JsonWriter writer, ImmutableArray<RegionWalk> walks)
    {
        writer.WriteStartArray("walks");
        foreach (RegionWalk walk in walks)
        {
            writer.WriteStartObject();
            writer.WriteString("direction", walk.Direction.Name());
            writer.WriteStartArray("hops");
            foreach (WalkHop hop in walk.Hops)
            {
                writer.WriteStartObject();
                if (hop.Cosine is { } cosine)
                {
                    writer.WriteNumber("cosine", cosine);
                }
                else
                {
                    writer.WriteNull("cosine");
                }

                writer.WriteNumber("distance", hop.Distance);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A distribution as an object, or null.</summary>
    public static void Distribution(Utf8JsonWriter writer, string name, Distribution? distribution)
    {
        if (distribution is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("count", distribution.Count);
        writer.WriteNumber("mean", distribution.Mean);
        writer.WriteNumber("min", distribution.Minimum);
        writer.WriteNumber("p5", distribution.Percentile5);
        writer.WriteNumber("p25", distribution.Quartile1);
        writer.WriteNumber("median", distribution.Median);
        writer.WriteNumber("p75", distribution.Quartile3);
        writer.WriteNumber("p95", distribution.Percentile95);
        writer.WriteNumber("max", distribution.Maximum);
        writer.WriteEndObject();
    }

    private static void Cosines(Utf8JsonWriter writer, string? name, CosineHistogram angles, bool bins)
    {
        if (name is null)
        {
            writer.WriteStartObject();
        }
        else
        {
            writer.WriteStartObject(name);
        }

        writer.WriteNumber("pairs", angles.Pairs);
        if (angles.Mean is { } mean)
        {
            writer.WriteNumber("mean", mean);
            writer.WriteNumber("standard_deviation", angles.StandardDeviation!.Value);
            writer.WriteNumber("median", angles.Quantile(0.5)!.Value);
        }

        if (bins)
        {
            writer.WriteStartArray("bins");
            foreach (long count in angles.Counts)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Pairs(Utf8JsonWriter writer, string name, string key, ImmutableArray<(int Key, int Regions)> pairs)
    {
        writer.WriteStartArray(name);
        foreach ((int value, int regions) in pairs)
        {
            writer.WriteStartObject();
            writer.WriteNumber(key, value);
            writer.WriteNumber("regions", regions);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Integers(Utf8JsonWriter writer, string name, ImmutableArray<int> values)
    {
        writer.WriteStartArray(name);
        foreach (int value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
