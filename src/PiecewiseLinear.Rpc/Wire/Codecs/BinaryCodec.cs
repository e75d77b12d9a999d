using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Wire.Codecs;

/// <summary>The binary encoding.</summary>
internal sealed class BinaryCodec : IMessageCodec
{
    public static BinaryCodec Instance { get; } = new();

    public IMessage Parse(ReadOnlySequence<byte> bytes, MessageDescriptor type)
    {
        try
        {
            return type.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new MalformedMessageException($"A message of {bytes.Length} bytes cannot be parsed: {e.Message}", e);
        }
    }

    public void Write(IMessage message, IBufferWriter<byte> output) => message.WriteTo(output);

    public int? SizeOf(IMessage message) => message.CalculateSize();
}
