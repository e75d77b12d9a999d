using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using PiecewiseLinear.Rpc.Wire.Codecs;

namespace PiecewiseLinear.Rpc.Wire.Connect;

/// <summary>Connect's streams: length-prefixed messages in JSON or binary, the last one with the status and trailers.</summary>
/// <remarks>Source: https://connectrpc.com/docs/protocol. Runs over HTTP/1.1 and HTTP/2.</remarks>
internal sealed class ConnectStreamProtocol(RpcOptions options, JsonCodec json, TypeRegistry types) : IWireProtocol
{
    private const string Json = "application/connect+json";

    private readonly ConnectErrors _errors = new(types);

    public bool RequiresHttp2 => false;

    public IReadOnlyList<string> ContentTypes { get; } = [Json, "application/connect+proto"];

    public bool Carries(StreamingKind kind) => kind != StreamingKind.Unary;

    public WireCall Open(HttpContext http, string contentType) =>
        new ConnectStreamCall(new HttpExchange(http), contentType == Json ? json : BinaryCodec.Instance, _errors, options, contentType);
}
