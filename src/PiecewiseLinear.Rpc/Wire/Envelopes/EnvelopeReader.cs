using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Codecs;

namespace PiecewiseLinear.Rpc.Wire.Envelopes;

/// <summary>
/// Reads length-prefixed messages, which gRPC, gRPC-Web and Connect's streams share: a byte that says whether the message is compressed,
/// its length as four bytes big-endian, the message.
/// </summary>
/// <param name="input">The bytes; consumed message by message.</param>
/// <param name="decoder">Decodes messages.</param>
/// <param name="encodingHeader">The header that names the sender's compression, for error messages.</param>
/// <param name="encoding">What the sender said in it, or null.</param>
internal sealed class EnvelopeReader(PipeReader input, MessageDecoder decoder, string encodingHeader, string? encoding)
{
    /// <summary>Reads the next message, or null at the end of the input.</summary>
    /// <exception cref="RpcException">
    /// Malformed: cut short, a prefix that is none, or no message of this type;
    /// <see cref="StatusCode.Unimplemented"/>: compressed by an algorithm not known here;
    /// <see cref="StatusCode.ResourceExhausted"/>: too long, which the prefix says before the message is read, or too long when decompressed.
    /// </exception>
    public async ValueTask<IMessage?> ReadAsync(MessageDescriptor type, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            var buffer = read.Buffer;
            try
            {
                if (TryReadPrefix(buffer, out var compressed, out var length) && buffer.Length >= EnvelopeWriter.PrefixLength + length)
                {
                    var message = decoder.Decode(buffer.Slice(EnvelopeWriter.PrefixLength, length), compressed, type);
                    input.AdvanceTo(buffer.GetPosition(EnvelopeWriter.PrefixLength + length));
                    return message;
                }
            }
            catch (RpcException)
            {
                // The rest of a refused request can only be read away if this read is over.
                input.AdvanceTo(buffer.End);
                throw;
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                var left = buffer.Length;
                input.AdvanceTo(buffer.Start, buffer.End);
                return left == 0 ? null : throw decoder.Malformed($"The stream ends in the middle of a message, {left} bytes after its start.");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private bool TryReadPrefix(ReadOnlySequence<byte> buffer, out bool compressed, out long length)
    {
        (compressed, length) = (false, 0);
        if (buffer.Length < EnvelopeWriter.PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[EnvelopeWriter.PrefixLength];
        buffer.Slice(0, EnvelopeWriter.PrefixLength).CopyTo(prefix);
        length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        switch (prefix[0])
        {
            case EnvelopeWriter.PlainFlag:
                break;
            case EnvelopeWriter.CompressedFlag when encoding is null or "identity":
                throw decoder.Malformed($"A message is marked as compressed, but {encodingHeader} names no compression.");
            case EnvelopeWriter.CompressedFlag:
                MessageDecoder.CheckEncoding(encoding);
                compressed = true;
                break;
            default:
                throw decoder.Malformed($"A message starts with the byte {prefix[0]}; 0 (plain) or 1 (compressed) is expected.");
        }

        decoder.CheckSize(length);
        return true;
    }
}
