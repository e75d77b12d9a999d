using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Binding;
using PiecewiseLinear.Rpc.Dispatch;

namespace PiecewiseLinear.Rpc;

/// <summary>Binds the methods of one service to handlers, and checks that each is bound once, with its own types and streaming kind.</summary>
public sealed class ServiceBinder
{
    private readonly ServiceDescriptor _service;
    private readonly Dictionary<string, BoundMethod> _bound = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    internal ServiceBinder(ServiceDescriptor service) => _service = service;

    /// <summary>Binds a method with one request and one response.</summary>
    /// <param name="method">Its name in the descriptor, without package and service.</param>
    /// <param name="handler">Answers a request.</param>
    public ServiceBinder Unary<TRequest, TResponse>(string method, Func<TRequest, CallContext, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Bind<TRequest, TResponse>(method, StreamingKind.Unary, async (call, context, type) =>
        {
            var request = await call.ReadSingleAsync<TRequest>(type);
            await call.WriteAsync(await handler(request, context), last: true, context.Cancellation);
        });
    }

    /// <summary>Binds a method with one request and a stream of responses.</summary>
    /// <param name="method">Its name in the descriptor, without package and service.</param>
    /// <param name="handler">Writes the responses; the stream ends when it returns.</param>
    public ServiceBinder ServerStreaming<TRequest, TResponse>(string method, Func<TRequest, IResponseStream<TResponse>, CallContext, Task> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Bind<TRequest, TResponse>(method, StreamingKind.ServerStreaming, async (call, context, type) =>
        {
            var request = await call.ReadSingleAsync<TRequest>(type);
            await handler(request, new ResponseStream<TResponse>(call, context), context);
        });
    }

    /// <summary>Binds a method with a stream of requests and one response.</summary>
    /// <param name="method">Its name in the descriptor, without package and service.</param>
    /// <param name="handler">Reads the requests, once, and answers; it need not read them all.</param>
    public ServiceBinder ClientStreaming<TRequest, TResponse>(string method, Func<IAsyncEnumerable<TRequest>, CallContext, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Bind<TRequest, TResponse>(method, StreamingKind.ClientStreaming, async (call, context, type) =>
        {
            var response = await handler(call.ReadAllAsync<TRequest>(type, context.Cancellation), context);
            await call.WriteAsync(response, last: true, context.Cancellation);
        });
    }

    /// <summary>Binds a method with a stream of requests and a stream of responses.</summary>
    /// <param name="method">Its name in the descriptor, without package and service.</param>
    /// <param name="handler">Reads the requests, once, and writes the responses, in any interleaving; the stream ends when it returns.</param>
    public ServiceBinder DuplexStreaming<TRequest, TResponse>(
        string method, Func<IAsyncEnumerable<TRequest>, IResponseStream<TResponse>, CallContext, Task> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Bind<TRequest, TResponse>(
            method,
            StreamingKind.DuplexStreaming,
            (call, context, type) => handler(
                call.ReadAllAsync<TRequest>(type, context.Cancellation), new ResponseStream<TResponse>(call, context), context));
    }

    /// <summary>The bound methods, once all are.</summary>
    /// <exception cref="InvalidOperationException">Lists every method that is missing, bound twice, unknown, or bound with wrong types or streaming kind.</exception>
    internal IEnumerable<BoundMethod> Complete()
    {
        var missing = _service.Methods.Where(m => !_bound.ContainsKey(m.Name)).Select(m => $"{m.Name} ({Shape(m)}) is not bound");
        var problems = _problems.Concat(missing).ToList();
        return problems.Count == 0
            ? _bound.Values
            : throw new InvalidOperationException($"The service {_service.FullName} is not bound as its descriptor says: {string.Join("; ", problems)}.");
    }

    private static string Shape(MethodDescriptor method) => $"{method.StreamingKind()} {method.InputType.Name} → {method.OutputType.Name}";

    private ServiceBinder Bind<TRequest, TResponse>(string method, StreamingKind kind, Func<ServerCall, CallContext, MessageDescriptor, Task> invoke)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var descriptor = _service.FindMethodByName(method);
        if (descriptor is null)
        {
            _problems.Add($"{method} is bound but the service has no such method");
            return this;
        }

        if (descriptor.StreamingKind() != kind || descriptor.InputType.ClrType != typeof(TRequest) || descriptor.OutputType.ClrType != typeof(TResponse))
        {
            _problems.Add($"{method} is bound as {kind} {typeof(TRequest).Name} → {typeof(TResponse).Name} but is {Shape(descriptor)}");
        }

        var type = descriptor.InputType;
        if (!_bound.TryAdd(method, new BoundMethod(descriptor, (call, context) => invoke(call, context, type))))
        {
            _problems.Add($"{method} is bound twice");
        }

        return this;
    }
}
