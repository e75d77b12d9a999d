using System.Text.Json;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin verify</c>.</summary>
internal static class VerifyJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, VerificationOutcome outcome, double elapsed, bool exact)
    {
        JsonNumbers numbers = new(exact);
        writer.WriteString("sha256", sha256);
        writer.WriteString("verdict", outcome.Verdict switch
        {
            Verdict.Holds => "holds",
            Verdict.Violated => "violated",
            _ => "unknown",
        });

        writer.WriteString("evidence", VerdictDescription.IsCertified(outcome) ? "CERTIFIED" : "ENCLOSED");
        JsonOutput.Array(writer, "certified", VerdictDescription.CertifiedFields(outcome), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(elapsed, 3));
        if (outcome.Witness is { } witness)
        {
            writer.WriteStartObject("witness");
            numbers.Vector(writer, "input", witness.Input);
            numbers.Vector(writer, "output", witness.Output);
            writer.WriteEndObject();
            writer.WriteBoolean("float32_agrees", witness.Float32Agrees);
        }
        else
        {
            writer.WriteNull("witness");
            writer.WriteNull("float32_agrees");
        }

        writer.WriteNumber("leaves", outcome.Leaves);
        writer.WriteNumber("boxes", outcome.Boxes);
        if (outcome.Reason is { } reason)
        {
            writer.WriteString("reason", reason);
            writer.WriteBoolean("timed_out", outcome.TimedOut);
            if (outcome.MarginLower is { } margin)
            {
                writer.WriteNumber("margin_lower", margin);
            }
            else
            {
                writer.WriteNull("margin_lower");
            }
        }
    }
}
