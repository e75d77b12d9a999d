namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>Metadata as gRPC writes it into HTTP headers: text as it is, bytes in base64.</summary>
internal static class GrpcMetadata
{
    /// <summary>The header value of an entry; base64 goes out without padding.</summary>
    public static string Encode(MetadataEntry entry) => entry.IsBinary ? EncodeBytes(entry.Bytes.Span) : entry.Text;

    public static string EncodeBytes(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Appends what one HTTP header says, unless it belongs to HTTP or to the protocol.</summary>
    /// <remarks>Binary values may be padded or not, and several may be joined by commas, as HTTP allows.</remarks>
    /// <returns>False if a binary value is not base64.</returns>
    public static bool TryDecode(string name, string value, RpcMetadata into)
    {
#pragma warning disable CA1308 // Names on the wire are lower case; Kestrel and HttpClient show well-known ones in their usual case.
        var key = name.ToLowerInvariant();
#pragma warning restore CA1308
        if (key.StartsWith(':') || MetadataName.IsReserved(key))
        {
            return true;
        }

        if (!MetadataName.IsBinary(key))
        {
            into.Append(new MetadataEntry(key, value));
            return true;
        }

        foreach (var part in value.Split(','))
        {
            if (!TryDecodeBytes(part.Trim(), out var bytes))
            {
                return false;
            }

            into.Append(new MetadataEntry(key, bytes));
        }

        return true;
    }

    public static bool TryDecodeBytes(string base64, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (base64.Any(char.IsWhiteSpace))
        {
            return false;
        }

        var padded = base64.Length % 4 == 0 ? base64 : base64.TrimEnd('=') + new string('=', (4 - (base64.TrimEnd('=').Length % 4)) % 4);
        var buffer = new byte[(padded.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(padded, buffer, out var length))
        {
            return false;
        }

        bytes = buffer.AsMemory(0, length);
        return true;
    }
}
