namespace PiecewiseLinear.Rpc;

/// <summary>Ends a call with a status. Thrown by service code to answer an error, and by <see cref="RpcClient"/> when one was answered.</summary>
/// <remarks>Its status reaches the caller word for word. Any other exception reaches the caller as <see cref="StatusCode.Internal"/> without its text.</remarks>
public sealed class RpcException : Exception
{
    /// <summary>Ends the call with <paramref name="status"/>.</summary>
    /// <param name="status">Any status but <see cref="StatusCode.Ok"/>.</param>
    /// <param name="cause">What led to it; logged, never sent.</param>
    /// <exception cref="ArgumentException">The status is <see cref="StatusCode.Ok"/>.</exception>
    public RpcException(RpcStatus status, Exception? cause = null)
        : base(status?.ToString(), cause)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.Code == StatusCode.Ok)
        {
            throw new ArgumentException("An exception cannot carry the status Ok; return instead.", nameof(status));
        }

        Status = status;
    }

    /// <summary>Ends the call with a code and a sentence.</summary>
    public RpcException(StatusCode code, string message, Exception? cause = null)
        : this(new RpcStatus(code, message), cause)
    {
    }

    /// <summary>How the call ended.</summary>
    public RpcStatus Status { get; }

    /// <summary>Trailing metadata that came with the status (client), or is to go with it (server).</summary>
    public RpcMetadata Trailers { get; init; } = new();
}
