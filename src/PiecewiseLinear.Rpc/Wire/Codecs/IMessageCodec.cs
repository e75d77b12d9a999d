using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Wire.Codecs;

/// <summary>One of the two encodings of protobuf messages: binary or JSON.</summary>
internal interface IMessageCodec
{
    /// <summary>Decodes a message.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no message of this type.</exception>
    IMessage Parse(ReadOnlySequence<byte> bytes, MessageDescriptor type);

    /// <summary>Encodes a message.</summary>
    void Write(IMessage message, IBufferWriter<byte> output);

    /// <summary>The length of the encoding if it is known without encoding, else null.</summary>
    int? SizeOf(IMessage message);
}

/// <summary>Bytes that are no message; the text says why, for the caller.</summary>
internal sealed class MalformedMessageException(string message, Exception? cause) : Exception(message, cause);
