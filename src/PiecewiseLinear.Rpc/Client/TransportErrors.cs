using System.Net;
using System.Net.Http.Headers;

namespace PiecewiseLinear.Rpc.Client;

/// <summary>The status of a call that ended without one, by gRPC's tables.</summary>
internal static class TransportErrors
{
    /// <summary>The status for an HTTP response that is none of gRPC.</summary>
    public static RpcStatus Of(HttpStatusCode http, MediaTypeHeaderValue? type)
    {
        var code = http switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new RpcStatus(code, $"The answer is HTTP {(int)http} with content type '{type?.ToString() ?? ""}'; 200 and application/grpc are expected.");
    }

    /// <summary>The status for a connection that could not be made, or a stream that was reset.</summary>
    public static RpcStatus Of(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException protocol)
            {
                // Error codes of RFC 9113 §7.
                var code = protocol.ErrorCode switch
                {
                    0x7 => StatusCode.Unavailable,
                    0x8 => StatusCode.Cancelled,
                    0xB => StatusCode.ResourceExhausted,
                    0xC => StatusCode.PermissionDenied,
                    _ => StatusCode.Internal,
                };
                return new RpcStatus(code, $"The server reset the stream with HTTP/2 error {protocol.ErrorCode}.");
            }
        }

        return new RpcStatus(StatusCode.Unavailable, $"The server cannot be reached: {exception.Message}");
    }
}
