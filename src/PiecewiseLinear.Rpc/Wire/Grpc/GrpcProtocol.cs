using Microsoft.AspNetCore.Http;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>gRPC over HTTP/2 with binary protobuf messages.</summary>
internal sealed class GrpcProtocol(RpcOptions options) : IWireProtocol
{
    public const string ContentType = "application/grpc";

    public bool RequiresHttp2 => true;

    public IReadOnlyList<string> ContentTypes { get; } = [ContentType, ContentType + "+proto"];

    public bool Carries(StreamingKind kind) => true;

    public WireCall Open(HttpContext http, string contentType)
    {
        var exchange = new HttpExchange(http);
        return new GrpcServerCall(exchange, exchange.Input, options, ContentType);
    }
}
