using Microsoft.AspNetCore.Http;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>gRPC over HTTP/2 with binary protobuf messages.</summary>
internal sealed class GrpcProtocol(RpcOptions options) : IWireProtocol
{
    public const string ContentType = "application/grpc";

    private static readonly string[] Accepted = [ContentType, ContentType + "+proto"];

    public bool RequiresHttp2 => true;

    public bool Accepts(string contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        foreach (var accepted in Accepted)
        {
            if (type.Equals(accepted, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public WireCall Open(HttpContext http) => new GrpcServerCall(new HttpExchange(http), options);
}
