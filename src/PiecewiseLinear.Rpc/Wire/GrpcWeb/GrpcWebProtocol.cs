using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace PiecewiseLinear.Rpc.Wire.GrpcWeb;

/// <summary>gRPC as browsers can speak it: the trailers are the last piece of the body, and in the text form the body is base64.</summary>
/// <remarks>Source: PROTOCOL-WEB.md of grpc/grpc. Runs over HTTP/1.1 and HTTP/2.</remarks>
internal sealed class GrpcWebProtocol(RpcOptions options) : IWireProtocol
{
    private const string Binary = "application/grpc-web";
    private const string Text = "application/grpc-web-text";

    public bool RequiresHttp2 => false;

    public IReadOnlyList<string> ContentTypes { get; } = [Binary, Binary + "+proto", Text, Text + "+proto"];

    public bool Carries(StreamingKind kind) => true;

    public WireCall Open(HttpContext http, string contentType)
    {
        var exchange = new HttpExchange(http);
        var isText = contentType.StartsWith(Text, StringComparison.Ordinal);
        var input = isText ? PipeReader.Create(new Base64Input(exchange.Input)) : exchange.Input;
        return new GrpcWebServerCall(exchange, input, options, contentType, isText);
    }
}
