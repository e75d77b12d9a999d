using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin radius</c>.</summary>
internal static class RadiusJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, RadiusQuery query, RadiusAnswer answer, bool exact)
    {
        writer.WriteString("sha256", sha256);
        Answer(writer, query, answer, exact);
    }

    /// <summary>The answers for many points, written as they come.</summary>
    public static void WriteTable(Utf8JsonWriter writer, string sha256, RadiusQuery query, IEnumerable<RadiusAnswer> answers, bool exact)
    {
        writer.WriteString("sha256", sha256);
        writer.WriteString("norm", query.Norm.Name());
        writer.WriteStartArray("points");
        bool allExact = true;
        int index = 0;
        double elapsed = 0d;
        foreach (RadiusAnswer answer in answers)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", index++);
            Answer(writer, query, answer, exact);
            writer.WriteEndObject();
            writer.Flush();
            allExact &= answer.IsExact;
            elapsed += answer.Elapsed.TotalMilliseconds;
        }

        writer.WriteEndArray();
        writer.WriteString("evidence", allExact ? "CERTIFIED" : "ENCLOSED");
        JsonOutput.Array(writer, "certified", allExact ? ["points"] : Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(elapsed, 3));
    }

    private static void Answer(Utf8JsonWriter writer, RadiusQuery query, RadiusAnswer answer, bool exact)
    {
        JsonNumbers numbers = new(exact);
        writer.WriteString("evidence", answer.IsExact ? "CERTIFIED" : "ENCLOSED");
        JsonOutput.Array(writer, "certified", RadiusEvidence.CertifiedFields(query, answer), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(answer.Elapsed.TotalMilliseconds, 3));
        writer.WriteString("norm", query.Norm.Name());
        Bound(writer, "lower", answer.Lower, numbers, static d => d.RoundDown());
        Bound(writer, "upper", answer.Upper, numbers, static d => d.RoundUp());
        ExactDistance? known = answer.IsExact ? answer.Upper : null;
        Fraction(writer, "exact", known?.Value);
        Fraction(writer, "squared", known?.Squared);
        if (answer.Nearest is { } point)
        {
            JsonOutput.Array(writer, "point", point, static (w, x) => w.WriteStringValue(x.ToString()));
        }
        else
        {
            writer.WriteNull("point");
        }

        writer.WriteNumber("label", answer.Label);
        if (answer.Other is { } other)
        {
            writer.WriteNumber("other", other);
        }
        else
        {
            writer.WriteNull("other");
        }

        writer.WriteBoolean("none", answer.None);
        writer.WriteNumber("steps", answer.Steps);
        if (answer.Incomplete is { } reason)
        {
            writer.WriteString("incomplete", reason);
        }
    }

    /// <summary>A bound: exact for l1 and linf; for l2, where only the square is rational, a double on the safe side.</summary>
    private static void Bound(Utf8JsonWriter writer, string name, ExactDistance? bound, JsonNumbers numbers, Func<ExactDistance, double> round)
    {
        if (bound is not { } distance)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WritePropertyName(name);
        Rational value = distance.Value ?? Rational.FromDouble(round(distance));
        if (name == "lower")
        {
            numbers.WriteLower(writer, value);
        }
        else
        {
            numbers.WriteUpper(writer, value);
        }
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
}
