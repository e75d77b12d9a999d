namespace PiecewiseLinear.Rpc;

/// <summary>The rest of a call's path: further interceptors, then the handler. Answers the status that the call is going to end with.</summary>
public delegate Task<RpcStatus> CallContinuation(CallContext context);

/// <summary>Stands in the path of every call, to a known method or not: logging, limits, authentication.</summary>
/// <remarks>
/// Registered as singletons in the container; they run in the order of registration, the first outermost. One instance serves all calls at once.
/// </remarks>
public interface IRpcInterceptor
{
    /// <summary>Passes the call on by awaiting <paramref name="next"/>, or answers a status of its own without doing so.</summary>
    /// <param name="context">The call.</param>
    /// <param name="next">The rest of the path. It never throws: exceptions further in have become a status.</param>
    /// <returns>The status that the call ends with.</returns>
    /// <exception cref="RpcException">May be thrown instead of returning its status.</exception>
    Task<RpcStatus> InterceptAsync(CallContext context, CallContinuation next);
}
