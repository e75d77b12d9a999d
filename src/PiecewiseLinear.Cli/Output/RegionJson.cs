using System.Collections.Immutable;
using System.Text.Json;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The JSON object of <c>plin region</c>.</summary>
internal static class RegionJson
{
    public static void Write(Utf8JsonWriter writer, RegionQuery query, PointRegions answer, bool exact)
    {
        JsonNumbers numbers = new(exact);
        writer.WriteString("sha256", query.NetworkSha256);
        writer.WriteString("evidence", AnswerEvidence.Enclosed(answer) ? "ENCLOSED" : "CERTIFIED");
        JsonOutput.Array(writer, "certified", AnswerEvidence.CertifiedFields(answer), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", Math.Round(answer.Elapsed.TotalMilliseconds, 3));
        JsonOutput.Array(writer, "signs", answer.Signs, static (w, layer) => w.WriteStringValue(layer));
        JsonOutput.Array(writer, "on_walls", answer.OnWalls, static (w, wall) =>
        {
            w.WriteStartObject();
            w.WriteNumber("layer", wall.Layer);
            w.WriteNumber("neuron", wall.Neuron);
            w.WriteEndObject();
        });
        writer.WriteBoolean("complete", answer.Complete);
        if (answer.Incomplete is { } reason)
        {
            writer.WriteString("incomplete", reason);
        }

        JsonOutput.Array(writer, "regions", answer.Regions, (w, region) =>
        {
            w.WriteStartObject();
            Region(w, region, numbers);
            w.WriteEndObject();
        });
        if (answer.Regions.Length == 1)
        {
            Region(writer, answer.Regions[0], numbers);
        }
    }

    private static void Region(Utf8JsonWriter writer, LinearRegion region, JsonNumbers numbers)
    {
        JsonOutput.Array(writer, "pattern", region.Pattern.ToLayerStrings(), static (w, layer) => w.WriteStringValue(layer));
        writer.WriteStartObject("map");
        JsonOutput.Array(writer, "A", region.Map.A, (w, row) => numbers.Vector(w, null, row));
        numbers.Vector(writer, "b", region.Map.B);
        writer.WriteEndObject();
        if (region.Facets is { } facets)
        {
            Facets(writer, facets, numbers);
        }

        if (region.Ball is { } ball)
        {
            Ball(writer, ball, numbers);
        }

        if (region.Neighbors is { } neighbors)
        {
            Neighbors(writer, neighbors);
        }

        if (region.Vertices is { } vertices)
        {
            JsonOutput.Array(writer, "vertices", vertices.Points, (w, vertex) => numbers.Vector(w, null, vertex));
            writer.WriteBoolean("vertices_complete", vertices.Complete);
        }

        if (!region.Undecided.IsEmpty)
        {
            JsonOutput.Array(writer, "undecided", region.Undecided, static (w, row) => w.WriteStringValue(row.ToString()));
        }
    }

    /// <summary>The facets and their number.</summary>
    public static void Facets(Utf8JsonWriter writer, ImmutableArray<Facet> facets, JsonNumbers numbers)
    {
        JsonOutput.Array(writer, "facets", facets, (w, facet) => Facet(w, facet, numbers));
        writer.WriteNumber("facet_count", facets.Length);
    }

    /// <summary>The regions across facets.</summary>
    public static void Neighbors(Utf8JsonWriter writer, ImmutableArray<Neighbor> neighbors)
        => JsonOutput.Array(writer, "neighbors", neighbors, static (w, neighbor) =>
        {
            w.WriteStartObject();
            w.WriteNumber("facet", neighbor.Facet);
            JsonOutput.Array(w, "pattern", neighbor.Pattern.ToLayerStrings(), static (v, layer) => v.WriteStringValue(layer));
            w.WriteEndObject();
        });

    public static void Facet(Utf8JsonWriter writer, Facet facet, JsonNumbers numbers)
    {
        writer.WriteStartObject();
        Row(writer, facet.Row);
        numbers.Vector(writer, "normal", facet.Normal);
        writer.WritePropertyName("offset");
        numbers.Write(writer, facet.Offset);
        JsonOutput.Array(writer, "also", facet.Also, static (w, row) =>
        {
            w.WriteStartObject();
            Row(w, row);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter writer, RowReference row)
    {
        if (row.IsNeuron)
        {
            writer.WriteNumber("layer", row.Layer);
            writer.WriteNumber("neuron", row.NeuronIndex);
        }
        else
        {
            writer.WriteNumber("input", row.Input);
            writer.WriteString("side", row.Side == BoxSide.Upper ? "upper" : "lower");
        }
    }

    private static void Ball(Utf8JsonWriter writer, InscribedBallAnswer ball, JsonNumbers numbers)
    {
        writer.WriteStartObject("ball");
        writer.WriteString("norm", ball.Norm.Name());
        numbers.Vector(writer, "center", ball.Center);
        writer.WritePropertyName("lo");
        numbers.WriteLower(writer, ball.Lower);
        writer.WritePropertyName("hi");
        if (ball.Upper is { } upper)
        {
            numbers.WriteUpper(writer, upper);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }
}
