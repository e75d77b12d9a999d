using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Envelopes;
using PiecewiseLinear.Rpc.Wire.Grpc;

namespace PiecewiseLinear.Rpc.Wire.GrpcWeb;

/// <summary>The server's side of one gRPC-Web call.</summary>
internal sealed class GrpcWebServerCall(HttpExchange exchange, PipeReader input, RpcOptions options, string contentType, bool isText)
    : GrpcServerCall(exchange, input, options, contentType)
{
    /// <summary>Marks the piece that holds the trailers.</summary>
    public const byte TrailersFlag = 0x80;

    protected override void Write(IMessage message, MessageEncoder encoder)
    {
        if (!isText)
        {
            base.Write(message, encoder);
            return;
        }

        var piece = new ArrayBufferWriter<byte>();
        EnvelopeWriter.Write(piece, message, encoder);
        Base64Output.Write(Exchange.Output, piece.WrittenSpan);
    }

    protected override ValueTask FinishAsync(RpcMetadata trailers, IEnumerable<KeyValuePair<string, string>> status)
    {
        var text = new StringBuilder();
        foreach (var entry in trailers)
        {
            Append(entry.Name, HeaderMetadata.Encode(entry));
        }

        foreach (var (name, value) in status)
        {
            Append(name, value);
        }

        var piece = new ArrayBufferWriter<byte>();
        EnvelopeWriter.Write(piece, TrailersFlag, Encoding.ASCII.GetBytes(text.ToString()));
        return Exchange.CompleteAsync(output =>
        {
            if (isText)
            {
                Base64Output.Write(output, piece.WrittenSpan);
            }
            else
            {
                output.Write(piece.WrittenSpan);
            }
        });

        void Append(string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");
    }
}
