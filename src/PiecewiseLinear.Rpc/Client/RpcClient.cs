using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Client;

namespace PiecewiseLinear.Rpc;

/// <summary>Calls methods over gRPC (HTTP/2, without TLS for <c>http</c> addresses). Safe for concurrent use; keep one a server.</summary>
/// <remarks>
/// Errors are <see cref="RpcException"/>; those of the connection are <see cref="StatusCode.Unavailable"/>, a passed deadline is
/// <see cref="StatusCode.DeadlineExceeded"/>. Cancelling a call throws <see cref="OperationCanceledException"/> and cancels the server's handler.
/// </remarks>
public sealed class RpcClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly RpcClientOptions _options;

    /// <summary>A client of the server at <paramref name="address"/>, such as <c>http://127.0.0.1:5080</c>. Connects at the first call.</summary>
    public RpcClient(Uri address, RpcClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _options = options ?? new RpcClientOptions();
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            UseProxy = false,
        };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Calls a method with one request and one response.</summary>
    /// <param name="method">The method, from the generated code's service descriptor.</param>
    /// <param name="request">The request.</param>
    /// <param name="call">Timeout and metadata.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <exception cref="ArgumentException">The method has other types or another streaming kind.</exception>
    /// <exception cref="RpcException">The call ended with a status other than Ok.</exception>
    public Task<TResponse> UnaryAsync<TRequest, TResponse>(
        MethodDescriptor method, TRequest request, RpcCallOptions? call = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        Check<TRequest, TResponse>(method, StreamingKind.Unary);
        return SingleAsync<TRequest, TResponse>(method, One(request), call, cancellation);
    }

    /// <summary>Calls a method with a stream of requests and one response.</summary>
    /// <inheritdoc cref="UnaryAsync" path="/exception"/>
    public Task<TResponse> ClientStreamingAsync<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, RpcCallOptions? call = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        Check<TRequest, TResponse>(method, StreamingKind.ClientStreaming);
        return SingleAsync<TRequest, TResponse>(method, requests, call, cancellation);
    }

    /// <summary>Calls a method with one request and a stream of responses. The call starts with the enumeration and is cancelled if that stops early.</summary>
    /// <inheritdoc cref="UnaryAsync" path="/exception"/>
    public IAsyncEnumerable<TResponse> ServerStreamingAsync<TRequest, TResponse>(
        MethodDescriptor method, TRequest request, RpcCallOptions? call = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        Check<TRequest, TResponse>(method, StreamingKind.ServerStreaming);
        return StreamAsync<TRequest, TResponse>(method, One(request), call, cancellation);
    }

    /// <summary>Calls a method with streams both ways. The call starts with the enumeration and is cancelled if that stops early.</summary>
    /// <inheritdoc cref="UnaryAsync" path="/exception"/>
    public IAsyncEnumerable<TResponse> DuplexStreamingAsync<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, RpcCallOptions? call = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        Check<TRequest, TResponse>(method, StreamingKind.DuplexStreaming);
        return StreamAsync<TRequest, TResponse>(method, requests, call, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static void Check<TRequest, TResponse>(MethodDescriptor method, StreamingKind kind)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method.StreamingKind() != kind || method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TResponse))
        {
            throw new ArgumentException(
                $"{method.CallName()} is {method.StreamingKind()} {method.InputType.Name} → {method.OutputType.Name}; "
                + $"it was called as {kind} {typeof(TRequest).Name} → {typeof(TResponse).Name}.",
                nameof(method));
        }
    }

    private static async IAsyncEnumerable<T> One<T>(T request)
    {
        await Task.CompletedTask;
        yield return request;
    }

    private async Task<TResponse> SingleAsync<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, RpcCallOptions? options, CancellationToken cancellation)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        await using var call = new ClientCall<TRequest, TResponse>(method, requests, _options, options ?? new RpcCallOptions(), cancellation);
        await call.StartAsync(_http);
        return await call.ReadSingleAsync();
    }

    private async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, RpcCallOptions? options, [EnumeratorCancellation] CancellationToken cancellation)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        await using var call = new ClientCall<TRequest, TResponse>(method, requests, _options, options ?? new RpcCallOptions(), cancellation);
        await call.StartAsync(_http);
        while (await call.ReadAsync() is { } response)
        {
            yield return response;
        }
    }
}
