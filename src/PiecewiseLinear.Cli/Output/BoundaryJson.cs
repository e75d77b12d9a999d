using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin boundary</c>.</summary>
internal static class BoundaryJson
{
    public static void Write(Utf8JsonWriter writer, string sha256, BoundaryQuery query, BoundaryAnswer answer, bool exact)
    {
        JsonNumbers numbers = new(exact), fractions = new(exact: true);
        writer.WriteString("sha256", sha256);
        writer.WriteString("status", Name(answer.Status));
        writer.WriteString("evidence", Name(answer.Evidence));
        JsonOutput.Array(writer, "certified", Certified(answer), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(answer.Elapsed.TotalMilliseconds, 3));
        writer.WriteString("reason", answer.Reason);
        writer.WriteNumber("label", answer.Label);
        WritePoint(writer, query, answer.Point, numbers, fractions);
        WriteMinimum(writer, answer.Minimum, numbers, fractions);
        WriteProof(writer, answer.Proof);
        writer.WriteStartObject("effort");
        writer.WriteNumber("nodes", answer.Effort.Nodes);
        writer.WriteNumber("supports", answer.Effort.Supports);
        writer.WriteNumber("checks", answer.Effort.Checks);
        writer.WriteNumber("most_cases", answer.Effort.MostCases);
        writer.WriteEndObject();
    }

    /// <summary>The spelling of a status.</summary>
    public static string Name(BoundaryStatus status)
        => status switch
        {
            BoundaryStatus.Found => "found",
            BoundaryStatus.None => "none",
            _ => "unknown",
        };

    /// <summary>The spelling of evidence.</summary>
    public static string Name(BoundaryEvidence evidence)
        => evidence switch
        {
            BoundaryEvidence.Certified => "CERTIFIED",
            BoundaryEvidence.Enclosed => "ENCLOSED",
            _ => "SOLVER_CLAIM",
        };

    /// <summary>The norm in which the distance of an answer is told: that of the objective, else of the ball, else linf.</summary>
    public static VectorNorm NormOf(BoundaryQuery query)
        => query.Minimize switch
        {
            BoundaryObjective.L1 => VectorNorm.L1,
            BoundaryObjective.L2 => VectorNorm.L2,
            BoundaryObjective.LInf => VectorNorm.LInf,
            _ => query.Ball?.Norm ?? VectorNorm.LInf,
        };

    private static string[] Certified(BoundaryAnswer answer)
        => (answer.Status, answer.Evidence) switch
        {
            (BoundaryStatus.Found, BoundaryEvidence.Certified) when answer.Minimum is { IsExact: true, Evidence: BoundaryEvidence.Certified } => ["status", "point", "outputs", "other", "changed", "distance", "minimum"],
            (BoundaryStatus.Found, BoundaryEvidence.Certified) => ["status", "point", "outputs", "other", "changed", "distance"],
            (BoundaryStatus.None, BoundaryEvidence.Certified) => ["status"],
            _ => [],
        };

    private static void WritePoint(Utf8JsonWriter writer, BoundaryQuery query, BoundaryPoint? point, JsonNumbers numbers, JsonNumbers fractions)
    {
        if (point is null)
        {
            foreach (string field in (ReadOnlySpan<string>)["other", "point", "outputs", "changed", "distance"])
            {
                writer.WriteNull(field);
            }

            return;
        }

        writer.WriteNumber("other", point.Other);
        fractions.Vector(writer, "point", point.Input);
        numbers.Vector(writer, "outputs", point.Outputs);
        JsonOutput.Array(writer, "changed", point.Changed, static (w, input) => w.WriteNumberValue(input));
        ExactDistance distance = point.DistanceIn(NormOf(query));
        writer.WriteStartObject("distance");
        writer.WriteString("norm", distance.Norm.Name());
        writer.WriteString("exact", distance.Value?.ToString());
        writer.WriteString("squared", distance.Squared?.ToString());
        writer.WriteNumber("approximate", distance.ToDoubleApproximate());
        writer.WriteEndObject();
        if (!point.Constants.IsEmpty)
        {
            writer.WriteStartObject("constants");
            foreach ((string name, Rational value) in point.Constants)
            {
                writer.WriteString(name, value.ToString());
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteProof(Utf8JsonWriter writer, BoundaryProof? proof)
    {
        if (proof is null)
        {
            writer.WriteNull("proved");
            return;
        }

        writer.WriteStartObject("proved");
        writer.WriteString("claim", BoundaryCertificate.InWords(proof));
        writer.WriteBoolean("whole_query", proof.IsWhole);
        writer.WriteEndObject();
    }

    private static void WriteMinimum(Utf8JsonWriter writer, MinimumEnclosure? minimum, JsonNumbers numbers, JsonNumbers fractions)
    {
        if (minimum is null)
        {
            writer.WriteNull("minimum");
            return;
        }

        writer.WriteStartObject("minimum");
        writer.WriteString("of", minimum.Objective switch
        {
            BoundaryObjective.Changed => "changed",
            BoundaryObjective.L1 => "l1",
            BoundaryObjective.L2 => "l2_squared",
            _ => "linf",
        });
        writer.WritePropertyName("lower");
        numbers.WriteLower(writer, minimum.Lower);
        writer.WritePropertyName("upper");
        if (minimum.Upper is { } upper)
        {
            numbers.WriteUpper(writer, upper);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("exact", minimum.IsExact ? minimum.Lower.ToString() : null);
        writer.WriteString("lower_evidence", Name(minimum.Evidence));
        writer.WriteEndObject();
    }
}
