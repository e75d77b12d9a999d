using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>
/// gRPC's length-prefixed messages: a byte that says whether the message is compressed, its length as four bytes big-endian, the message.
/// </summary>
internal static class GrpcFraming
{
    private const int PrefixLength = 5;

    /// <summary>Writes one message, uncompressed. Does not flush.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message)
    {
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)message.CalculateSize());
        output.Advance(PrefixLength);
        message.WriteTo(output);
    }

    /// <summary>Reads the next message, or null at the end of the input.</summary>
    /// <param name="input">The bytes; consumed up to the end of the message.</param>
    /// <param name="parser">The type of the message.</param>
    /// <param name="encoding">What the sender said in <c>grpc-encoding</c>, or null.</param>
    /// <param name="maxSize">The largest message accepted, in bytes. A longer one is refused by its prefix, before it is read.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.Internal"/>: cut short, a prefix that is none, or no message of this type;
    /// <see cref="StatusCode.Unimplemented"/>: compressed by an algorithm not known here;
    /// <see cref="StatusCode.ResourceExhausted"/>: too long.
    /// </exception>
    public static async ValueTask<IMessage?> ReadAsync(
        PipeReader input, MessageParser parser, string? encoding, int maxSize, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (TryReadPrefix(buffer, encoding, maxSize, out var length) && buffer.Length >= PrefixLength + length)
            {
                var message = Parse(parser, buffer.Slice(PrefixLength, length));
                input.AdvanceTo(buffer.GetPosition(PrefixLength + length));
                return message;
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                var left = buffer.Length;
                input.AdvanceTo(buffer.Start, buffer.End);
                return left == 0
                    ? null
                    : throw new RpcException(StatusCode.Internal, $"The stream ends in the middle of a message, {left} bytes after its start.");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryReadPrefix(ReadOnlySequence<byte> buffer, string? encoding, int maxSize, out long length)
    {
        length = 0;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        switch (prefix[0])
        {
            case 0:
                break;
            case 1 when encoding is null or "identity":
                throw new RpcException(StatusCode.Internal, "A message is marked as compressed, but grpc-encoding names no compression.");
            case 1:
                throw new RpcException(StatusCode.Unimplemented, $"The compression '{encoding}' is not supported here; send messages uncompressed (identity).");
            default:
                throw new RpcException(StatusCode.Internal, $"A message starts with the byte {prefix[0]}; 0 (plain) or 1 (compressed) is expected.");
        }

        return length <= maxSize
            ? true
            : throw new RpcException(StatusCode.ResourceExhausted, $"A message of {length} bytes is longer than the {maxSize} bytes accepted here.");
    }

    private static IMessage Parse(MessageParser parser, ReadOnlySequence<byte> bytes)
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(StatusCode.Internal, $"A message of {bytes.Length} bytes cannot be parsed: {e.Message}", e);
        }
    }
}
