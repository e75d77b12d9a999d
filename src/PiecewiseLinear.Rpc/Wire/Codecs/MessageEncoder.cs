using System.Buffers;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Wire.Compression;

namespace PiecewiseLinear.Rpc.Wire.Codecs;

/// <summary>Turns messages into bytes, compressed where the caller takes that and the message is long enough for it to pay.</summary>
/// <param name="codec">The encoding.</param>
/// <param name="gzip">Whether the caller accepts gzip.</param>
/// <param name="compressFrom">The shortest message that is compressed, in bytes.</param>
internal sealed class MessageEncoder(IMessageCodec codec, bool gzip, int compressFrom)
{
    /// <summary>Whether messages may be compressed.</summary>
    public bool MayCompress => gzip;

    /// <summary>The length of a message that can be written straight to its target: its length is known and it is not to be compressed. Else null.</summary>
    public int? DirectSizeOf(IMessage message) => codec.SizeOf(message) is { } size && !Compresses(size) ? size : null;

    /// <summary>Encodes a message without compression.</summary>
    public void Write(IMessage message, IBufferWriter<byte> output) => codec.Write(message, output);

    /// <summary>Encodes a message into memory.</summary>
    public (ReadOnlyMemory<byte> Bytes, bool Compressed) Encode(IMessage message)
    {
        var plain = new ArrayBufferWriter<byte>();
        codec.Write(message, plain);
        if (!Compresses(plain.WrittenCount))
        {
            return (plain.WrittenMemory, false);
        }

        var packed = new ArrayBufferWriter<byte>();
        Gzip.Compress(plain.WrittenMemory, packed);
        return (packed.WrittenMemory, true);
    }

    private bool Compresses(int size) => gzip && size >= compressFrom;
}
