using Microsoft.AspNetCore.Http;
using PiecewiseLinear.Rpc.Binding;
using PiecewiseLinear.Rpc.Dispatch;
using PiecewiseLinear.Rpc.Wire;

namespace PiecewiseLinear.Rpc.Hosting;

/// <summary>Takes a request from ASP.NET: the content type chooses the protocol, the protocol opens the call, the dispatcher runs it.</summary>
internal sealed class RpcEndpoint(WireProtocols protocols, MethodTable methods, CallDispatcher dispatcher, CrossOriginRule origins)
{
    /// <summary>Whether a request is a call, by its content type, or a browser's question if it may send one, which has none.</summary>
    public bool IsCall(HttpRequest? request)
        => protocols.TryFind(request?.ContentType, out _, out _)
            || (request is not null && CrossOriginRule.IsPreflight(request) && request.Headers.AccessControlRequestMethod is [{ } asked] && HttpMethods.IsPost(asked));

    /// <summary>
    /// Answers a request: as a call if it is one, otherwise with 204 (a browser's preflight), 403 (a page of an origin that is not allowed), 405 (no POST),
    /// 415 (a content type of no protocol, or one that cannot carry this method) or 426 (HTTP/2 needed).
    /// </summary>
    public Task HandleAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (!origins.Admit(http))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        if (CrossOriginRule.IsPreflight(request))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = HttpMethods.Post;
            return Task.CompletedTask;
        }

        if (!protocols.TryFind(request.ContentType, out var protocol, out var contentType) || !Carries(protocol, request.Path))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            response.Headers["Accept-Post"] = protocols.ContentTypes;
            return Task.CompletedTask;
        }

        if (protocol.RequiresHttp2 && !HttpProtocol.IsHttp2(request.Protocol))
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            response.Headers.Upgrade = "HTTP/2";
            return Task.CompletedTask;
        }

        return dispatcher.RunAsync(protocol.Open(http, contentType));
    }

    private bool Carries(IWireProtocol protocol, PathString path) =>
        methods.Find(path.Value is ['/', .. var name] ? name : "") is not { } method || protocol.Carries(method.Descriptor.StreamingKind());
}
