using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>Metadata as all protocols write it into HTTP headers: text as it is, bytes in base64.</summary>
internal static class HeaderMetadata
{
    /// <summary>The header value of an entry; base64 goes out without padding.</summary>
    public static string Encode(MetadataEntry entry) => entry.IsBinary ? EncodeBytes(entry.Bytes.Span) : entry.Text;

    public static string EncodeBytes(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Adds entries to headers or trailers, behind a prefix if there is one.</summary>
    public static void Write(RpcMetadata metadata, IHeaderDictionary target, string prefix = "")
    {
        foreach (var entry in metadata)
        {
            target[prefix + entry.Name] = StringValues.Concat(target[prefix + entry.Name], Encode(entry));
        }
    }

    /// <summary>The metadata among a request's headers.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.InvalidArgument"/>: a binary value is not base64.</exception>
    public static RpcMetadata Read(IHeaderDictionary headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (!TryDecode(name, value ?? "", metadata))
                {
                    throw new RpcException(StatusCode.InvalidArgument, $"The value of the binary metadata '{name}' is not base64.");
                }
            }
        }

        return metadata;
    }

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
