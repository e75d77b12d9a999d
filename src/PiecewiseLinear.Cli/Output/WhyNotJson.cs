using System.Text.Json;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin boundary --why-not</c>: that of the least change, and <c>why_not</c>.</summary>
internal static class WhyNotJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, BoundaryQuery query, WhyNotAnswer answer, bool exact)
    {
        JsonNumbers numbers = new(exact), fractions = new(exact: true);
        BoundaryJson.Write(writer, sha256, query, answer.Change, exact);
        writer.WriteStartObject("why_not");
        writer.WriteNumber("class", answer.Class);
        numbers.Vector(writer, "outputs_at_point", answer.Outputs);
        JsonOutput.Array(writer, "pattern", answer.Pattern.ToLayerStrings(), static (w, layer) => w.WriteStringValue(layer));
        if (answer.RegionKeepsIt is { } keeps)
        {
            writer.WriteBoolean("region_keeps_it", keeps);
        }
        else
        {
            writer.WriteNull("region_keeps_it");
        }

        JsonOutput.Array(writer, "inequalities", answer.Inequalities, (w, inequality) =>
        {
            w.WriteStartObject();
            WriteSource(w, inequality.Source);
            numbers.Vector(w, "normal", inequality.Normal);
            w.WritePropertyName("offset");
            numbers.Write(w, inequality.Offset);
            w.WriteString("weight", inequality.Weight.ToString());
            w.WriteEndObject();
        });
        if (answer.NearestInRegion is { } nearest)
        {
            fractions.Vector(writer, "nearest_in_region", nearest);
        }
        else
        {
            writer.WriteNull("nearest_in_region");
        }

        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, InequalitySource source)
    {
        switch (source)
        {
            case InequalitySource.Wall wall:
                writer.WriteNumber("layer", wall.Layer);
                writer.WriteNumber("neuron", wall.Neuron);
                break;
            case InequalitySource.BoxSide side:
                writer.WriteNumber("input", side.Input);
                writer.WriteString("side", side.IsUpper ? "upper" : "lower");
                break;
            case InequalitySource.Rival rival:
                writer.WriteNumber("rival", rival.Label);
                break;
        }
    }
}
