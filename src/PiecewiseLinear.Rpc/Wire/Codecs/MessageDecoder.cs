using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Compression;

namespace PiecewiseLinear.Rpc.Wire.Codecs;

/// <summary>Turns the bytes of one message into the message, within a limit on its size, and what is wrong with them into a status.</summary>
/// <param name="codec">The encoding.</param>
/// <param name="maxSize">The largest message accepted, in bytes, both as it comes and decompressed.</param>
/// <param name="malformed">The code for bytes that break a rule: gRPC and Connect do not agree on it.</param>
internal sealed class MessageDecoder(IMessageCodec codec, int maxSize, StatusCode malformed)
{
    /// <summary>The status for bytes that break a rule.</summary>
    public RpcException Malformed(string message, Exception? cause = null) => new(malformed, message, cause);

    /// <summary>Refuses a message that is longer than accepted by its announced length.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.ResourceExhausted"/>.</exception>
    public void CheckSize(long length)
    {
        if (length > maxSize)
        {
            throw new RpcException(StatusCode.ResourceExhausted, $"A message of {length} bytes is longer than the {maxSize} bytes accepted here.");
        }
    }

    /// <summary>Refuses a compression that is not known here.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Unimplemented"/>.</exception>
    public static void CheckEncoding(string encoding)
    {
        if (encoding is not (Gzip.Name or "identity"))
        {
            throw new RpcException(StatusCode.Unimplemented, $"The compression '{encoding}' is not supported here; gzip and identity (none) are.");
        }
    }

    /// <summary>Decodes a message.</summary>
    /// <exception cref="RpcException">It is malformed, or longer than accepted.</exception>
    public IMessage Decode(ReadOnlySequence<byte> bytes, bool compressed, MessageDescriptor type)
    {
        CheckSize(bytes.Length);
        try
        {
            return codec.Parse(compressed ? Decompress(bytes) : bytes, type);
        }
        catch (MalformedMessageException e)
        {
            throw Malformed(e.Message, e);
        }
    }

    private ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> bytes)
    {
        try
        {
            return Gzip.Decompress(bytes, maxSize) is { } plain
                ? new ReadOnlySequence<byte>(plain)
                : throw new RpcException(
                    StatusCode.ResourceExhausted, $"A message of {bytes.Length} bytes is longer than the {maxSize} bytes accepted here when decompressed.");
        }
        catch (InvalidDataException e)
        {
            throw Malformed($"A message of {bytes.Length} bytes is said to be gzip, but cannot be decompressed: {e.Message}", e);
        }
    }
}
