namespace PiecewiseLinear.Rpc;

/// <summary>What goes with one call besides its messages.</summary>
public sealed class RpcCallOptions
{
    /// <summary>How long to wait for the whole call; null for ever. Told to the server, and kept here too.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Metadata for the server.</summary>
    public RpcMetadata Metadata { get; init; } = new();

    /// <summary>The metadata that came before the first message. Filled by the call; use the options for one call only if you read it.</summary>
    public RpcMetadata ResponseHeaders { get; internal set; } = new();

    /// <summary>The metadata that came with the status, whatever it was. Filled when the call is over.</summary>
    public RpcMetadata ResponseTrailers { get; internal set; } = new();
}
