using System.Text.Json;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin slice</c>.</summary>
internal static class SliceJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, SliceSummary summary, string? file, TimeSpan elapsed, bool exact)
    {
        JsonNumbers numbers = new(exact);
        writer.WriteString("sha256", sha256);

        // Computed exactly, but without a certificate that somebody else could check.
        writer.WriteNull("evidence");
        JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(elapsed.TotalMilliseconds, 3));
        writer.WriteNumber("regions", summary.Regions);
        writer.WriteNumber("corner_incidences", summary.CornerIncidences);
        writer.WriteNumber("distinct_maps", summary.DistinctMaps);
        writer.WriteNumber("crossed_by_boundary", summary.CrossedByBoundary);
        writer.WriteNumber("tied_regions", summary.TiedRegions);
        writer.WriteNumber("boundary_segments", summary.BoundarySegments);
        JsonOutput.Array(writer, "areas", summary.Areas, (w, area) =>
        {
            w.WriteStartObject();
            JsonOutput.Array(w, "labels", area.Labels, static (v, label) => v.WriteNumberValue(label));
            w.WritePropertyName("lower");
            numbers.WriteLower(w, area.Area.Lower);
            w.WritePropertyName("upper");
            numbers.WriteUpper(w, area.Area.Upper);
            w.WriteEndObject();
        });
        writer.WriteBoolean("complete", summary.Complete);
        if (file is not null)
        {
            writer.WriteString("out", file);
        }
    }
}

/// <summary>The answer of <c>plin slice</c> for people.</summary>
internal static class SliceText
{
    public static void Print(SliceSummary summary)
    {
        Console.WriteLine($"regions     {summary.Regions}{(summary.Complete ? string.Empty : " (the limit; there are more)")}");
        Console.WriteLine($"maps        {summary.DistinctMaps} different affine maps");
        Console.WriteLine($"boundary    {summary.BoundarySegments} segments; it crosses {summary.CrossedByBoundary} regions, {summary.TiedRegions} are tied");
        foreach ((var labels, RationalInterval area) in summary.Areas)
        {
            Console.WriteLine($"  {(labels.Length == 1 ? "class" : "tied"),-9} {string.Join(" = ", labels)}: area {area.Lower.ToDoubleApproximate():G6}");
        }
    }
}
