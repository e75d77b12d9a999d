using Microsoft.AspNetCore.Http;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>
/// A protocol that carries calls over HTTP. Several may serve the same routes; the request's content type chooses.
/// </summary>
/// <remarks>
/// The layers: Kestrel moves bytes (<see cref="HttpExchange"/>); a protocol turns them into messages, metadata and statuses
/// (<see cref="WireCall"/>); <see cref="Dispatch.CallDispatcher"/> finds the method and runs it, whatever the protocol.
/// gRPC-Web and Connect are further implementations of this interface, added to the list in <see cref="Hosting.RpcEndpoint"/>.
/// </remarks>
internal interface IWireProtocol
{
    /// <summary>Whether the protocol needs HTTP/2 (bidirectional streams and trailers).</summary>
    bool RequiresHttp2 { get; }

    /// <summary>Whether requests of this content type are in this protocol. Parameters after a semicolon are part of the string.</summary>
    bool Accepts(string contentType);

    /// <summary>Begins to read a request. Reads no byte of the body and never fails: errors are reported by the call's own means.</summary>
    WireCall Open(HttpContext http);
}
