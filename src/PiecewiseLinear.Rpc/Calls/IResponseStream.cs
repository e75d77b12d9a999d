using System.Diagnostics.CodeAnalysis;

namespace PiecewiseLinear.Rpc;

/// <summary>The messages that a method streams to its caller.</summary>
/// <typeparam name="TResponse">Type of the messages.</typeparam>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "A stream of messages, as gRPC calls it.")]
public interface IResponseStream<in TResponse>
{
    /// <summary>Sends one message. Completes when the transport has room for more, so that a slow reader slows the writer down.</summary>
    /// <param name="message">The message; not changed until the returned task completes.</param>
    /// <param name="cancellation">Gives up waiting, in addition to the call's own cancellation.</param>
    /// <exception cref="OperationCanceledException">The call is over: its caller hung up or its deadline passed.</exception>
    ValueTask WriteAsync(TResponse message, CancellationToken cancellation = default);
}
