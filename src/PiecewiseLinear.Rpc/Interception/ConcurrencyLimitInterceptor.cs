namespace PiecewiseLinear.Rpc;

/// <summary>Refuses calls with <see cref="StatusCode.ResourceExhausted"/> while as many as allowed are running.</summary>
public sealed class ConcurrencyLimitInterceptor : IRpcInterceptor
{
    private readonly int _limit;
    private readonly Func<string, bool> _applies;
    private int _running;

    /// <summary>Limits the calls that run at once.</summary>
    /// <param name="limit">How many, at least 1.</param>
    /// <param name="applies">Which methods count (<c>package.Service/Method</c>), so that health checks are answered by a busy server; default all.</param>
    public ConcurrencyLimitInterceptor(int limit, Func<string, bool>? applies = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _limit = limit;
        _applies = applies ?? (static _ => true);
    }

    /// <inheritdoc/>
    public async Task<RpcStatus> InterceptAsync(CallContext context, CallContinuation next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (!_applies(context.Method))
        {
            return await next(context);
        }

        try
        {
            return Interlocked.Increment(ref _running) <= _limit
                ? await next(context)
                : new RpcStatus(StatusCode.ResourceExhausted, $"{_limit} calls are running, as many as the server accepts at once; try again later.");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
