using System.Numerics;
using System.Text.Json;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin stats</c>: the first network's fields at the top level, the others' in <c>compare</c>.</summary>
internal static class StatsJson
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<StatsAnswer> answers, RowStudy? study)
    {
        Fields(writer, answers[0]);
        writer.WriteStartObject("field_evidence");
        foreach ((string field, string evidence) in StatisticsJson.FieldEvidence)
        {
            writer.WriteString(field, evidence);
        }

        writer.WriteEndObject();
        study?.Write(writer);
        if (answers.Count > 1)
        {
            JsonOutput.Array(writer, "compare", answers.Skip(1), static (w, answer) =>
            {
                w.WriteStartObject();
                Fields(w, answer);
                w.WriteEndObject();
            });
        }
    }

    private static void Fields(Utf8JsonWriter writer, StatsAnswer answer)
    {
        writer.WriteString("model", answer.Name);
        writer.WriteString("sha256", answer.Sha256);

        // The radii are enclosed, counts are exact, angles descriptive (field_evidence); there is no certificate.
        writer.WriteString("evidence", "ENCLOSED");
        JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(answer.Elapsed.TotalMilliseconds, 3));
        writer.WriteBoolean("complete", answer.Complete);
        if (answer.Accuracy is (int right, int of))
        {
            writer.WriteStartObject("accuracy");
            writer.WriteNumber("correct", right);
            writer.WriteNumber("examples", of);
            writer.WriteEndObject();
        }

        StatisticsJson.Write(writer, answer.Summary);
        if (answer.Hamming is { } hamming)
        {
            writer.WriteStartObject("hamming");
            writer.WriteNumber("neurons", hamming.Neurons);
            JsonOutput.Array(writer, "pairs", hamming.Pairs.Select(static (pairs, distance) => (pairs, distance)).Where(static bin => bin.pairs > 0), static (w, bin) =>
            {
                w.WriteStartObject();
                w.WriteNumber("distance", bin.distance);
                w.WriteNumber("pairs", bin.pairs);
                w.WriteEndObject();
            });
            StatisticsJson.Distribution(writer, "consecutive", hamming.Consecutive);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("bounds");
        Bound(writer, "per_layer_product", answer.Bounds.PerLayerProduct);
        Bound(writer, "montufar_2017", answer.Bounds.Montufar);
        Bound(writer, "serra_2018", answer.Bounds.Serra);
        Bound(writer, "activation_histograms", answer.Bounds.ActivationHistogram);
        if (answer.Bounds.NotLayered is { } reason)
        {
            writer.WriteString("not_layered", reason);
        }

        writer.WriteEndObject();
    }

    /// <summary>A bound as a decimal string: most are beyond the integers that JSON numbers hold.</summary>
    private static void Bound(Utf8JsonWriter writer, string name, BigInteger? bound)
    {
        if (bound is { } value)
        {
            writer.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
