using System.Text.Json;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin line</c>.</summary>
internal static class LineJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, LineReport report, string? file, TimeSpan elapsed, bool exact)
    {
        JsonNumbers numbers = new(exact);
        LineAnswer answer = report.Answer;
        writer.WriteString("sha256", sha256);

        // Computed exactly, but without a certificate that somebody else could check.
        writer.WriteNull("evidence");
        JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(elapsed.TotalMilliseconds, 3));
        writer.WriteNumber("pieces", answer.Pieces.Length);
        writer.WriteNumber("regions", answer.DistinctPatterns);
        writer.WriteBoolean("complete", answer.Complete);
        JsonOutput.Array(writer, "breakpoints", answer.Breakpoints, (w, i) => Breakpoint(w, answer, i, numbers));
        if (report.Measures is { } measures)
        {
            Interval(writer, "length", measures.Length, numbers);
            Interval(writer, "density", measures.Density, numbers);
            JsonOutput.Array(writer, "slope_change", measures.SlopeChange, (w, change) => Interval(w, null, change, numbers));
            JsonOutput.Array(writer, "segments", measures.Segments, (w, segment) =>
            {
                w.WriteStartObject();
                w.WritePropertyName("squared_length");
                numbers.Write(w, segment.SquaredLength);
                numbers.Vector(w, "slope_change", segment.SlopeChange);
                numbers.Vector(w, "deviation", segment.Deviation);
                w.WriteEndObject();
            });
        }

        if (report.Decisions is { } decisions)
        {
            JsonOutput.Array(writer, "decisions", decisions.Spans, (w, span) =>
            {
                w.WriteStartObject();
                Place(w, "from", span.From, numbers);
                Place(w, "to", span.To, numbers);
                JsonOutput.Array(w, "labels", span.Labels, static (v, label) => v.WriteNumberValue(label));
                w.WriteEndObject();
            });
            JsonOutput.Array(writer, "touches", decisions.Touches, (w, touch) => Place(w, null, touch, numbers));
        }

        if (report.Gradients is { } gradients)
        {
            writer.WriteStartObject("gradients");
            writer.WriteNumber("output", gradients.Output);
            if (exact)
            {
                numbers.Vector(writer, "attributions", Enumerable.Range(0, gradients.Count).Select(j => gradients[j]));
            }
            else
            {
                JsonOutput.Array(writer, "attributions", gradients.ToDoublesApproximate(), static (w, value) => w.WriteNumberValue(value));
            }

            writer.WritePropertyName("difference");
            numbers.Write(writer, gradients.Difference);
            writer.WriteEndObject();
        }

        if (file is not null)
        {
            writer.WriteString("out", file);
        }
    }

    private static void Breakpoint(Utf8JsonWriter writer, LineAnswer answer, int index, JsonNumbers numbers)
    {
        LineParameter at = answer.Pieces[index].From;
        writer.WriteStartObject();
        writer.WriteNumber("segment", answer.Pieces[index].Segment);
        if (at.Exact is { } known)
        {
            writer.WritePropertyName("t");
            numbers.Write(writer, known);
        }
        else
        {
            writer.WriteNumber("lower", at.Lower);
            writer.WriteNumber("upper", at.Upper);
        }

        JsonOutput.Array(writer, "neurons", answer.SwitchedAt(index), static (w, neuron) =>
        {
            w.WriteStartObject();
            w.WriteNumber("layer", neuron.Layer);
            w.WriteNumber("neuron", neuron.Neuron);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void Interval(Utf8JsonWriter writer, string? name, RationalInterval interval, JsonNumbers numbers)
    {
        if (name is null)
        {
            writer.WriteStartObject();
        }
        else
        {
            writer.WriteStartObject(name);
        }

        writer.WritePropertyName("lower");
        numbers.WriteLower(writer, interval.Lower);
        writer.WritePropertyName("upper");
        numbers.WriteUpper(writer, interval.Upper);
        writer.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter writer, string? name, LinePlace place, JsonNumbers numbers)
    {
        if (name is null)
        {
            writer.WriteStartObject();
        }
        else
        {
            writer.WriteStartObject(name);
        }

        writer.WriteNumber("segment", place.Segment);
        writer.WritePropertyName("t");
        numbers.Write(writer, place.Parameter);
        writer.WriteEndObject();
    }
}
