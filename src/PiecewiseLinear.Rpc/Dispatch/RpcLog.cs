using Microsoft.Extensions.Logging;

namespace PiecewiseLinear.Rpc.Dispatch;

/// <summary>What the host writes to the log.</summary>
internal static partial class RpcLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} threw an unexpected exception in call {CallId}")]
    public static partial void Unexpected(ILogger logger, Exception exception, string method, string callId);

    [LoggerMessage(2, LogLevel.Information, "{Method} from {Peer} refused: {Status}")]
    public static partial void Refused(ILogger logger, string method, string peer, RpcStatus status);

    [LoggerMessage(3, LogLevel.Information, "{Method} from {Peer} ended {Code} in {Milliseconds:F1} ms (call {CallId})")]
    public static partial void Ended(ILogger logger, string method, string peer, StatusCode code, double milliseconds, string callId);
}
