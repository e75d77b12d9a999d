using Microsoft.Extensions.Logging;
using PiecewiseLinear.Rpc.Dispatch;

namespace PiecewiseLinear.Rpc.Interception;

/// <summary>Writes one line a call: method, peer, status code, time.</summary>
internal sealed class CallLoggingInterceptor(ILogger<CallLoggingInterceptor> logger, TimeProvider time) : IRpcInterceptor
{
    public async Task<RpcStatus> InterceptAsync(CallContext context, CallContinuation next)
    {
        var start = time.GetTimestamp();
        var status = await next(context);
        RpcLog.Ended(logger, context.Method, context.Peer, status.Code, time.GetElapsedTime(start).TotalMilliseconds, context.CallId);
        return status;
    }
}
