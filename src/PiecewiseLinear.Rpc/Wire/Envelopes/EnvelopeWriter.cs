using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Wire.Codecs;

namespace PiecewiseLinear.Rpc.Wire.Envelopes;

/// <summary>Writes length-prefixed messages; see <see cref="EnvelopeReader"/>.</summary>
internal static class EnvelopeWriter
{
    public const int PrefixLength = 5;
    public const byte PlainFlag = 0;
    public const byte CompressedFlag = 1;

    /// <summary>Writes one message. Does not flush.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message, MessageEncoder encoder)
    {
        if (encoder.DirectSizeOf(message) is { } size)
        {
            WritePrefix(output, PlainFlag, size);
            encoder.Write(message, output);
            return;
        }

        var (bytes, compressed) = encoder.Encode(message);
        Write(output, compressed ? CompressedFlag : PlainFlag, bytes.Span);
    }

    /// <summary>Writes bytes behind a flag and their length. Does not flush.</summary>
    public static void Write(IBufferWriter<byte> output, byte flag, ReadOnlySpan<byte> bytes)
    {
        WritePrefix(output, flag, bytes.Length);
        output.Write(bytes);
    }

    private static void WritePrefix(IBufferWriter<byte> output, byte flag, int length)
    {
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
        output.Advance(PrefixLength);
    }
}
