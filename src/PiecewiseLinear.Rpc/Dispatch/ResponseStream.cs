using Google.Protobuf;

namespace PiecewiseLinear.Rpc.Dispatch;

/// <summary>The stream that a handler writes to.</summary>
internal sealed class ResponseStream<TResponse>(ServerCall call, CallContext context) : IResponseStream<TResponse>
    where TResponse : class, IMessage<TResponse>
{
    public async ValueTask WriteAsync(TResponse message, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!cancellation.CanBeCanceled || cancellation == context.Cancellation)
        {
            await call.WriteAsync(message, last: false, context.Cancellation);
            return;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, cancellation);
        await call.WriteAsync(message, last: false, both.Token);
    }
}
