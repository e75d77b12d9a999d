using Microsoft.AspNetCore.Http;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>
/// A protocol that carries calls over HTTP. Several may serve the same routes; the request's content type chooses.
/// </summary>
/// <remarks>
/// The layers: Kestrel moves bytes (<see cref="HttpExchange"/>); a protocol turns them into messages, metadata and statuses
/// (<see cref="WireCall"/>); <see cref="Dispatch.CallDispatcher"/> finds the method and runs it, whatever the protocol.
/// The list of implementations is in <see cref="WireProtocols"/>.
/// </remarks>
internal interface IWireProtocol
{
    /// <summary>Whether the protocol needs HTTP/2 (bidirectional streams and trailers).</summary>
    bool RequiresHttp2 { get; }

    /// <summary>The content types of requests in this protocol, in lower case, without parameters.</summary>
    IReadOnlyList<string> ContentTypes { get; }

    /// <summary>Whether methods of this kind can be called in this protocol.</summary>
    bool Carries(StreamingKind kind);

    /// <summary>Begins to read a request. Reads no byte of the body and never fails: errors are reported by the call's own means.</summary>
    /// <param name="http">The request and its response.</param>
    /// <param name="contentType">The one of <see cref="ContentTypes"/> that the request has.</param>
    WireCall Open(HttpContext http, string contentType);
}
