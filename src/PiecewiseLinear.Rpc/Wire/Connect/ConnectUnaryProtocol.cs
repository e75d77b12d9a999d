using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using PiecewiseLinear.Rpc.Wire.Codecs;

namespace PiecewiseLinear.Rpc.Wire.Connect;

/// <summary>Connect's unary calls: one plain HTTP request and response, in JSON or binary, so that curl is a client.</summary>
/// <remarks>Source: https://connectrpc.com/docs/protocol. Runs over HTTP/1.1 and HTTP/2.</remarks>
internal sealed class ConnectUnaryProtocol(RpcOptions options, JsonCodec json, TypeRegistry types) : IWireProtocol
{
    private const string Json = "application/json";

    private readonly ConnectErrors _errors = new(types);

    public bool RequiresHttp2 => false;

    public IReadOnlyList<string> ContentTypes { get; } = [Json, "application/proto"];

    public bool Carries(StreamingKind kind) => kind == StreamingKind.Unary;

    public WireCall Open(HttpContext http, string contentType) =>
        new ConnectUnaryCall(new HttpExchange(http), contentType == Json ? json : BinaryCodec.Instance, _errors, options, contentType);
}
