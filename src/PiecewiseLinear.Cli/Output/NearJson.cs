using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin near</c>; regions are written as they come.</summary>
internal static class NearJson
{
    /// <summary>Writes the answer and says whether it is complete.</summary>
    public static bool Write(Utf8JsonWriter writer, string sha256, NearbyQuery query, IEnumerable<NearbyMessage> messages, bool exact)
    {
        JsonNumbers numbers = new(exact);
        writer.WriteString("sha256", sha256);

        // Every number is exact and proved while it is computed, but there is no certificate of it to hand out.
        writer.WriteString("evidence", "ENCLOSED");
        JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
        writer.WriteString("norm", query.Norm.Name());
        writer.WriteStartArray("regions");
        NearbySummary? summary = null;
        foreach (NearbyMessage message in messages)
        {
            switch (message)
            {
                case NearbyMessage.Found { Region: var region }:
                    writer.WriteStartObject();
                    Region(writer, region, numbers);
                    writer.WriteEndObject();
                    writer.Flush();
                    break;
                case NearbyMessage.Finished finished:
                    summary = finished.Summary;
                    break;
                default:
                    throw new InvalidOperationException($"a message of unknown kind: {message.GetType().Name}");
            }
        }

        writer.WriteEndArray();
        Summary(writer, summary!);
        return summary!.Complete;
    }

    private static void Region(Utf8JsonWriter writer, NearbyRegion region, JsonNumbers numbers)
    {
        JsonOutput.Array(writer, "pattern", region.Pattern.ToLayerStrings(), static (w, layer) => w.WriteStringValue(layer));
        Distance(writer, region.Distance);
        numbers.Vector(writer, "nearest_point", region.NearestPoint);
        writer.WriteNumber("hops", region.Hops);
        numbers.Vector(writer, "interior", region.Interior);
        RegionJson.Facets(writer, region.Facets, numbers);
        RegionJson.Neighbors(writer, region.Neighbors);
    }

    /// <summary>As for a radius: a double, and what is exact of it.</summary>
    private static void Distance(Utf8JsonWriter writer, ExactDistance distance)
    {
        writer.WriteNumber("distance", distance.ToDoubleApproximate());
        Fraction(writer, "exact", distance.Value);
        Fraction(writer, "squared", distance.Squared);
    }

    private static void Fraction(Utf8JsonWriter writer, string name, Rational? value)
    {
        if (value is { } fraction)
        {
            writer.WriteString(name, fraction.ToString());
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void Summary(Utf8JsonWriter writer, NearbySummary summary)
    {
        writer.WriteNumber("region_count", summary.Regions);
        writer.WriteNumber("neighbor_pairs", summary.NeighborPairs);
        writer.WriteBoolean("complete", summary.Complete);
        writer.WriteString("stop", summary.Stop switch
        {
            NearbyStop.Exhausted => "exhausted",
            NearbyStop.NearestFound => "nearest_found",
            NearbyStop.RegionBudget => "region_budget",
            NearbyStop.TimeBudget => "time_budget",
            NearbyStop.MemoryBudget => "memory_budget",
            _ => "undecided",
        });
        if (summary.Incomplete is { } reason)
        {
            writer.WriteString("incomplete", reason);
        }

        if (summary.Farthest is { } farthest)
        {
            writer.WriteStartObject("farthest");
            Distance(writer, farthest);
            writer.WriteEndObject();
        }

        writer.WriteNumber("elapsed_ms", Math.Round(summary.Elapsed.TotalMilliseconds, 3));
    }
}
