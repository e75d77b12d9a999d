namespace PiecewiseLinear.Rpc.Wire;

/// <summary>What a request says before its first message.</summary>
/// <param name="Metadata">The caller's metadata, without what belongs to HTTP or to the protocol.</param>
/// <param name="Timeout">How long the caller will wait from now on, or null if it did not say.</param>
internal readonly record struct CallHead(RpcMetadata Metadata, TimeSpan? Timeout);
