using System.ComponentModel.DataAnnotations;

namespace PiecewiseLinear.Rpc;

/// <summary>Limits of the RPC host.</summary>
public sealed class RpcOptions
{
    /// <summary>The largest request message, in bytes of its encoding, and of what a compressed one decompresses to: 1 to 2³¹−1, default 4 MiB. A longer one gets <see cref="StatusCode.ResourceExhausted"/>.</summary>
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

    /// <summary>
    /// The shortest response message that is compressed, in bytes, if the caller accepts gzip: 0 to 2³¹−1, default 16 KiB. On a fast network compression costs
    /// more time than it saves, on a slow one small messages gain nothing.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int CompressResponsesFrom { get; set; } = 16 * 1024;

    /// <summary>
    /// The origins of web pages that may call, such as <c>https://example.org</c> (scheme, host, and port unless it is the usual one), besides pages on this
    /// machine, which always may; <c>*</c>: pages from anywhere. Default none.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>How long running calls may go on when the server is told to stop, before they are cancelled: up to an hour, default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(20);
}
