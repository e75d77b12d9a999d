using System.Text.Encodings.Web;
using System.Text.Json;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Cli;

/// <summary>Prints one JSON object on standard output.</summary>
internal static class JsonOutput
{
    public static void Print(Action<Utf8JsonWriter> fill)
    {
        using Stream output = Console.OpenStandardOutput();
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            fill(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    public static void Array<T>(Utf8JsonWriter writer, string? name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (name is null)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartArray(name);
        }

        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }
}

/// <summary>Writes numbers as doubles, or as <c>"p/q"</c> where exact ones are wanted; bounds are rounded outward.</summary>
internal readonly struct JsonNumbers(bool exact)
{
    public void Write(Utf8JsonWriter writer, Rational value) => Write(writer, value, value.ToDoubleApproximate());

    public void WriteLower(Utf8JsonWriter writer, Rational value) => Write(writer, value, value.RoundDown());

    public void WriteUpper(Utf8JsonWriter writer, Rational value) => Write(writer, value, value.RoundUp());

    public void Vector(Utf8JsonWriter writer, string? name, IEnumerable<Rational> values)
    {
        JsonNumbers numbers = this;
        JsonOutput.Array(writer, name, values, (w, value) => numbers.Write(w, value));
    }

    private void Write(Utf8JsonWriter writer, Rational value, double rounded)
    {
        // A number beyond the doubles has no JSON number; its exact spelling is never wrong.
        if (exact || !double.IsFinite(rounded))
        {
            writer.WriteStringValue(value.ToString());
        }
        else
        {
            writer.WriteNumberValue(rounded);
        }
    }
}
