using Microsoft.AspNetCore.Http;
using PiecewiseLinear.Rpc.Dispatch;
using PiecewiseLinear.Rpc.Wire;

namespace PiecewiseLinear.Rpc.Hosting;

/// <summary>Takes a request from ASP.NET: the content type chooses the protocol, the protocol opens the call, the dispatcher runs it.</summary>
internal sealed class RpcEndpoint(IReadOnlyList<IWireProtocol> protocols, CallDispatcher dispatcher)
{
    /// <summary>The protocol that a content type asks for, or null.</summary>
    public IWireProtocol? ProtocolOf(string? contentType) => contentType is null ? null : protocols.FirstOrDefault(p => p.Accepts(contentType));

    /// <summary>Answers a request: as a call if it is one, otherwise with 405 (no POST), 415 (content type of no protocol) or 426 (HTTP/2 needed).</summary>
    public Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = HttpMethods.Post;
            return Task.CompletedTask;
        }

        if (ProtocolOf(http.Request.ContentType) is not { } protocol)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        if (protocol.RequiresHttp2 && !HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "HTTP/2";
            return Task.CompletedTask;
        }

        return dispatcher.RunAsync(protocol.Open(http));
    }
}
