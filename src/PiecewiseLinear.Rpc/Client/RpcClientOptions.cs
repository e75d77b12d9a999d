namespace PiecewiseLinear.Rpc;

/// <summary>How an <see cref="RpcClient"/> behaves, for all of its calls.</summary>
public sealed class RpcClientOptions
{
    /// <summary>The largest response message accepted, in bytes of its encoding; default 64 MiB.</summary>
    public int MaxResponseMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long to wait for a connection; default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of the deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
