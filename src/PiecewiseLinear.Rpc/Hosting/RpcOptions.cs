using System.ComponentModel.DataAnnotations;

namespace PiecewiseLinear.Rpc;

/// <summary>Limits of the RPC host.</summary>
public sealed class RpcOptions
{
    /// <summary>The largest request message, in bytes of its encoding: 1 to 2³¹−1, default 4 MiB. A longer one gets <see cref="StatusCode.ResourceExhausted"/>.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRequestMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The largest request metadata, in bytes as HTTP/2 counts them (name + value + 32 an entry): 256 to 16384, default 8192.
    /// More gets <see cref="StatusCode.ResourceExhausted"/>. (Kestrel's own limit, 32 KiB for all headers, closes the connection instead.)
    /// </summary>
    [Range(256, 16384)]
    public int MaxRequestMetadataSize { get; set; } = 8192;

    /// <summary>
    /// The largest encoding of a status with its details, in bytes as HTTP/2 counts them: 512 to 65536, default 7168, since common clients refuse
    /// 8192 bytes of headers. Details that do not fit are left out, a message that does not fit is shortened.
    /// </summary>
    [Range(512, 65536)]
    public int MaxStatusSize { get; set; } = 7168;
}
