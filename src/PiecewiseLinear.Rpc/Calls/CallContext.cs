namespace PiecewiseLinear.Rpc;

/// <summary>What a handler may know about the call it answers, besides the request. It knows nothing of HTTP.</summary>
/// <remarks>Tests of service code may make one: <c>new CallContext { Method = "…" }</c>.</remarks>
public sealed class CallContext
{
    private readonly Dictionary<Type, object> _properties = [];

    /// <summary>The method, as <c>package.Service/Method</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Who calls, in gRPC's notation: <c>ipv4:127.0.0.1:50312</c>, <c>ipv6:[::1]:50312</c> or <c>unknown</c>.</summary>
    public string Peer { get; init; } = "unknown";

    /// <summary>Names the call in the log; not secret.</summary>
    public string CallId { get; init; } = "";

    /// <summary>When the caller stops waiting; <see cref="DateTimeOffset.MaxValue"/> if never.</summary>
    public DateTimeOffset Deadline { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Cancelled when the caller hangs up or the deadline passes: nobody will read the answer.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Cancelled when the server begins to stop. Calls may finish their work; endless streams should end.</summary>
    public CancellationToken ServerStopping { get; init; }

    /// <summary>The metadata that came with the call.</summary>
    public RpcMetadata RequestMetadata { get; init; } = new();

    /// <summary>Metadata that goes before the first message. Fixed once that message, or <see cref="SendHeadersAsync"/>, has sent it.</summary>
    public RpcMetadata ResponseHeaders { get; } = new();

    /// <summary>Metadata that goes after the last message, whatever the status.</summary>
    public RpcMetadata ResponseTrailers { get; } = new();

    internal Func<CancellationToken, ValueTask>? HeaderSender { get; set; }

    /// <summary>Sends <see cref="ResponseHeaders"/> now instead of with the first message. Does nothing if they have been sent.</summary>
    public ValueTask SendHeadersAsync() => HeaderSender?.Invoke(Cancellation) ?? ValueTask.CompletedTask;

    /// <summary>Leaves something for interceptors and handlers further in, such as the caller's identity: one value a type.</summary>
    public void Set<T>(T value)
        where T : class => _properties[typeof(T)] = value;

    /// <summary>What an interceptor further out has <see cref="Set{T}"/>, or null.</summary>
    public T? Get<T>()
        where T : class => _properties.GetValueOrDefault(typeof(T)) as T;
}
