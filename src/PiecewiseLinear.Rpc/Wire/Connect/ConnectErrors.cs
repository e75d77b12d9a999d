using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace PiecewiseLinear.Rpc.Wire.Connect;

/// <summary>Writes statuses as Connect's JSON.</summary>
/// <param name="types">The details that can be shown in readable form besides their bytes.</param>
internal sealed class ConnectErrors(TypeRegistry types)
{
    // The JSON is never put into HTML; quotes and letters stay readable for people with curl.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonFormatter _formatter = new(new JsonFormatter.Settings(formatDefaultValues: false, types));

    /// <summary>The body of a failed unary call: <c>{"code": …, "message": …, "details": […]}</c>.</summary>
    public ReadOnlyMemory<byte> Error(RpcStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            Write(json, status);
        }

        return output.WrittenMemory;
    }

    /// <summary>The last message of a stream: <c>{"error": …, "metadata": {name: [values]}}</c>, each only if there is any.</summary>
    public ReadOnlyMemory<byte> EndOfStream(RpcStatus status, RpcMetadata trailers)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            if (status.Code != StatusCode.Ok)
            {
                json.WritePropertyName("error");
                Write(json, status);
            }

            if (trailers.Count > 0)
            {
                json.WriteStartObject("metadata");
                foreach (var name in trailers.GroupBy(static e => e.Name, StringComparer.Ordinal))
                {
                    json.WriteStartArray(name.Key);
                    foreach (var entry in name)
                    {
                        json.WriteStringValue(HeaderMetadata.Encode(entry));
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, RpcStatus status)
    {
        json.WriteStartObject();
        json.WriteString("code", ConnectCodes.Of(status.Code).Name);
        if (status.Message.Length > 0)
        {
            json.WriteString("message", status.Message);
        }

        if (status.Details.Count > 0)
        {
            json.WriteStartArray("details");
            foreach (var detail in status.Details)
            {
                json.WriteStartObject();
                json.WriteString("type", Any.GetTypeName(detail.TypeUrl));
                json.WriteString("value", HeaderMetadata.EncodeBytes(detail.Value.Span));
                if (Readably(detail) is { } debug)
                {
                    json.WritePropertyName("debug");
                    json.WriteRawValue(debug);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private string? Readably(Any detail)
    {
        try
        {
            return types.Find(Any.GetTypeName(detail.TypeUrl)) is { } type ? _formatter.Format(type.Parser.ParseFrom(detail.Value)) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
