using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>
/// One call as a protocol sees it: messages in, messages out, a status at the end. Implementations encode and decode; they keep no
/// order. <see cref="Dispatch.ServerCall"/> makes sure that headers go first, that one write runs at a time and that
/// <see cref="FinishAsync"/> is called exactly once, last.
/// </summary>
internal abstract class WireCall
{
    /// <summary>The method called, as <c>package.Service/Method</c>: the path without its leading slash, not yet known to exist.</summary>
    public abstract string Method { get; }

    /// <summary>Who calls, in gRPC's notation.</summary>
    public abstract string Peer { get; }

    /// <summary>Names the call in the log.</summary>
    public abstract string CallId { get; }

    /// <summary>Cancelled when the transport loses the caller.</summary>
    public abstract CancellationToken Aborted { get; }

    /// <summary>Decodes metadata and timeout.</summary>
    /// <exception cref="RpcException">They are malformed.</exception>
    public abstract CallHead ReadHead();

    /// <summary>Reads the next message, or null after the last.</summary>
    /// <exception cref="RpcException">The bytes are no message of this type, too long, or cut short.</exception>
    /// <exception cref="OperationCanceledException">The caller went away or <paramref name="cancellation"/> fired.</exception>
    public abstract ValueTask<IMessage?> ReadMessageAsync(MessageDescriptor type, CancellationToken cancellation);

    /// <summary>Puts the response's headers in place; <paramref name="flush"/> sends them without waiting for a message.</summary>
    public abstract ValueTask WriteHeadersAsync(RpcMetadata headers, bool flush, CancellationToken cancellation);

    /// <summary>Sends one message and waits until the transport has room for more.</summary>
    /// <param name="message">The message.</param>
    /// <param name="last">Whether <see cref="FinishAsync"/> follows at once, so that the message may go together with the status.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException">
    /// The caller went away, or <paramref name="cancellation"/> fired while the transport had no room; then only <see cref="FinishAsync"/> may follow.
    /// </exception>
    public abstract ValueTask WriteMessageAsync(IMessage message, bool last, CancellationToken cancellation);

    /// <summary>Ends the response. Never throws for a caller that went away.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Metadata that goes with the status.</param>
    /// <param name="headersWritten">Whether <see cref="WriteHeadersAsync"/> was called before.</param>
    public abstract ValueTask FinishAsync(RpcStatus status, RpcMetadata trailers, bool headersWritten);
}
