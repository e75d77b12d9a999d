using Microsoft.Extensions.Logging;
using PiecewiseLinear.Rpc.Binding;
using PiecewiseLinear.Rpc.Wire;

namespace PiecewiseLinear.Rpc.Dispatch;

/// <summary>Runs calls: finds the method, keeps the deadline, passes the interceptors, turns what happens into one status.</summary>
/// <remarks>Knows neither HTTP nor any protocol. When the server begins to stop, calls go on; when <paramref name="drained"/> fires, they are cancelled.</remarks>
internal sealed class CallDispatcher(
    MethodTable methods,
    IEnumerable<IRpcInterceptor> interceptors,
    RpcOptions options,
    TimeProvider time,
    ILogger<CallDispatcher> logger,
    CancellationToken stopping,
    CancellationToken drained)
{
    private readonly IRpcInterceptor[] _interceptors = [.. interceptors];

    /// <summary>Answers one call. Returns when the answer is out and the handler is done, in whatever order.</summary>
    public async Task RunAsync(WireCall wire)
    {
        CallHead head;
        try
        {
            head = ReadHead(wire);
        }
        catch (RpcException e)
        {
            RpcLog.Refused(logger, wire.Method, wire.Peer, e.Status);
            await wire.FinishAsync(e.Status, e.Trailers, headersWritten: false);
            return;
        }

        using var deadline = new CallDeadline(head.Timeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(wire.Aborted, deadline.Token, drained);
        var context = new CallContext
        {
            Method = wire.Method,
            Peer = wire.Peer,
            CallId = wire.CallId,
            Deadline = deadline.At,
            Cancellation = cancellation.Token,
            ServerStopping = stopping,
            RequestMetadata = head.Metadata,
        };
        using var call = new ServerCall(wire, context);
        if (!deadline.Exists)
        {
            await call.FinishAsync(await AnswerAsync(call, context, deadline, wire.Aborted));
            return;
        }

        // On another thread, so that a handler that computes without ever awaiting does not hold up the caller past the deadline.
        var answer = Task.Run(() => AnswerAsync(call, context, deadline, wire.Aborted), CancellationToken.None);
        if (await Task.WhenAny(answer, deadline.Passed) != answer)
        {
            await call.AbandonAsync(DeadlineExceeded);
        }

        await call.FinishAsync(await answer);
    }

    private static RpcStatus DeadlineExceeded { get; } = new(StatusCode.DeadlineExceeded, "The deadline passed before the call completed.");

    private CallHead ReadHead(WireCall wire)
    {
        var head = wire.ReadHead();
        var size = head.Metadata.Size;
        return size <= options.MaxRequestMetadataSize
            ? head
            : throw new RpcException(
                StatusCode.ResourceExhausted,
                $"The request metadata take {size} bytes (names, values and 32 an entry); {options.MaxRequestMetadataSize} are accepted here.");
    }

    /// <summary>Runs interceptors and handler. Never throws.</summary>
    private async Task<RpcStatus> AnswerAsync(ServerCall call, CallContext context, CallDeadline deadline, CancellationToken aborted)
    {
        CallContinuation next = inner => Caught(() => InvokeAsync(call, inner));
        for (var i = _interceptors.Length - 1; i >= 0; i--)
        {
            var (interceptor, rest) = (_interceptors[i], next);
            next = inner => Caught(() => interceptor.InterceptAsync(inner, rest));
        }

        return await next(context);

        async Task<RpcStatus> Caught(Func<Task<RpcStatus>> step)
        {
            try
            {
                return deadline.HasPassed ? DeadlineExceeded : await step();
            }
#pragma warning disable CA1031 // The boundary between service code and the wire: every exception becomes a status.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return StatusOf(e, context, deadline, aborted);
            }
        }
    }

    private async Task<RpcStatus> InvokeAsync(ServerCall call, CallContext context)
    {
        if (methods.Find(context.Method) is not { } method)
        {
            return new RpcStatus(StatusCode.Unimplemented, $"There is no method '{context.Method}' here.");
        }

        await method.Invoke(call, context);
        return RpcStatus.Ok;
    }

    private RpcStatus StatusOf(Exception exception, CallContext context, CallDeadline deadline, CancellationToken aborted)
    {
        switch (exception)
        {
            case RpcException answered:
                context.ResponseTrailers.Append(answered.Trailers);
                return answered.Status;
            case CallerGoneException:
            case OperationCanceledException when aborted.IsCancellationRequested:
                return new RpcStatus(StatusCode.Cancelled, "The caller went away.");
            case OperationCanceledException when deadline.HasPassed:
                return DeadlineExceeded;
            case OperationCanceledException when stopping.IsCancellationRequested || drained.IsCancellationRequested:
                return new RpcStatus(StatusCode.Unavailable, "The server is stopping.");
            default:
                RpcLog.Unexpected(logger, exception, context.Method, context.CallId);
                return new RpcStatus(StatusCode.Internal, $"Internal error; the server's log has the details under call {context.CallId}.");
        }
    }
}
