using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.Extensions.Primitives;

namespace PiecewiseLinear.Rpc.Wire.Compression;

/// <summary>The one compression that is served, besides none.</summary>
internal static class Gzip
{
    public const string Name = "gzip";

    /// <summary>What is told of the encodings accepted here.</summary>
    public const string Accepted = "gzip,identity";

    private const int ChunkBytes = 16 * 1024;

    /// <summary>A header of 10 bytes and a trailer of 8.</summary>
    private const int ShortestMember = 18;

    /// <summary>Whether a header such as <c>grpc-accept-encoding</c> or <c>accept-encoding</c> accepts gzip: it is listed and its weight is not 0.</summary>
    public static bool IsAcceptedBy(StringValues header)
    {
        foreach (var value in header)
        {
            foreach (var item in (value ?? "").Split(','))
            {
                var parts = item.Split(';', StringSplitOptions.TrimEntries);
                if (parts[0].Equals(Name, StringComparison.OrdinalIgnoreCase))
                {
                    return !parts.Skip(1).Any(static p => p.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) && p.AsSpan(3).Trim(".0").IsEmpty);
                }
            }
        }

        return false;
    }

    /// <summary>Compresses bytes, fast rather than small.</summary>
    public static void Compress(ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output)
    {
        using var target = new BufferStream(output);
        using var gzip = new GZipStream(target, CompressionLevel.Fastest);
        gzip.Write(bytes.Span);
    }

    /// <summary>Decompresses bytes that may be hostile: stops as soon as they turn out to be longer than <paramref name="limit"/>.</summary>
    /// <remarks>
    /// One gzip member (RFC 1952) is expected. <see cref="GZipStream"/> takes the end of its input for the end of the data, so whether data are missing is told by
    /// the length that stands in the last four bytes. No bytes at all are no bytes decompressed, as Connect's other implementations have it.
    /// </remarks>
    /// <returns>The bytes, or null if they are too long. Memory stays within a small multiple of the limit.</returns>
    /// <exception cref="InvalidDataException">The bytes are not gzip, or cut short.</exception>
    public static ReadOnlyMemory<byte>? Decompress(ReadOnlySequence<byte> bytes, int limit)
    {
        if (bytes.IsEmpty)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        using var source = PipeReader.Create(bytes).AsStream();
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        var output = new ArrayBufferWriter<byte>(ChunkBytes);
        while (true)
        {
            var read = gzip.Read(output.GetSpan(ChunkBytes)[..ChunkBytes]);
            if (read == 0)
            {
                return bytes.Length >= ShortestMember && StatedLength(bytes) == (uint)output.WrittenCount
                    ? output.WrittenMemory
                    : throw new InvalidDataException("data are missing, or follow, where its end is expected.");
            }

            output.Advance(read);
            if (output.WrittenCount > limit)
            {
                return null;
            }
        }
    }

    private static uint StatedLength(ReadOnlySequence<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        bytes.Slice(bytes.Length - length.Length).CopyTo(length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }
}
