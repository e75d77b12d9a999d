using System.Globalization;
using System.Text.Json;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin count</c>; what was not asked for is left out.</summary>
internal static class CountJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, EnumerationQuery query, RegionCount count, double elapsed)
    {
        writer.WriteString("sha256", sha256);
        writer.WriteString("evidence", count.Complete ? "CERTIFIED" : "ENCLOSED");
        JsonOutput.Array(writer, "certified", CountDescription.CertifiedFields(count), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(elapsed, 3));
        writer.WriteNumber("regions", count.Regions);
        JsonOutput.Array(writer, "per_layer", count.PerLayer, static (w, cells) => w.WriteNumberValue(cells));
        Number(writer, "facet_incidences", count.FacetIncidences);
        Number(writer, "box_facet_incidences", count.BoxFacetIncidences);
        Number(writer, "neighbor_pairs", count.NeighborPairs);
        if (count.FacetHistogram is { } histogram)
        {
            writer.WriteStartObject("facet_histogram");
            for (int facets = 0; facets < histogram.Length; facets++)
            {
                if (histogram[facets] > 0)
                {
                    writer.WriteNumber(facets.ToString(CultureInfo.InvariantCulture), histogram[facets]);
                }
            }

            writer.WriteEndObject();
        }

        Number(writer, "hamming_1_pairs", count.Hamming1Pairs);
        Number(writer, "distinct_maps", count.DistinctMaps);
        Number(writer, "crossed_by_boundary", count.CrossedByBoundary);
        Number(writer, "tied_regions", count.TiedRegions);
        Number(writer, "vertices", count.Vertices);
        Number(writer, "edges", count.Edges);
        if (count.Volume is { } volume)
        {
            writer.WriteString("volume", volume.ToString());
        }

        writer.WriteBoolean("complete", count.Complete);
        if (!count.Complete)
        {
            writer.WriteString("stopped", CountDescription.StopReason(count));
            writer.WriteString("resume_token", count.ResumeToken);
        }

        JsonOutput.Array(writer, "given_up", CountDescription.GivenUp(query, count), static (w, name) => w.WriteStringValue(name));
        Bounds(writer, RegionCountBounds.For(query.Network, query.Domain.Dimension));
    }

    /// <summary>The published upper bounds beside the count, whole numbers as text (they outgrow doubles).</summary>
    private static void Bounds(Utf8JsonWriter writer, RegionCountBounds bounds)
    {
        writer.WriteStartObject("upper_bounds");
        foreach ((string source, System.Numerics.BigInteger bound) in CountDescription.UpperBounds(bounds))
        {
            writer.WriteString(source, bound.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
