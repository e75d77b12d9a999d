using System.Globalization;
using Microsoft.AspNetCore.Http;
using PiecewiseLinear.Rpc.Wire.Codecs;

namespace PiecewiseLinear.Rpc.Wire.Connect;

/// <summary>Reads what all Connect requests say in their headers.</summary>
internal static class ConnectHead
{
    public const string VersionHeader = "connect-protocol-version";
    public const string TimeoutHeader = "connect-timeout-ms";

    private const string Version = "1";

    private const int LongestTimeout = 10;

    /// <summary>Metadata and timeout; the protocol version may be left out, so that requests can be typed by hand.</summary>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.InvalidArgument"/>: another version, or a timeout that is not one to ten digits; <see cref="StatusCode.Unimplemented"/>: another compression.
    /// </exception>
    public static CallHead Read(IHeaderDictionary headers, string encodingHeader)
    {
        if (headers[VersionHeader] is [{ } version, ..] && version != Version)
        {
            throw new RpcException(StatusCode.InvalidArgument, $"The {VersionHeader} is '{version}'; {Version} is expected.");
        }

        if (headers[encodingHeader] is [{ } encoding, ..])
        {
            MessageDecoder.CheckEncoding(encoding);
        }

        TimeSpan? timeout = null;
        if (headers[TimeoutHeader] is [{ } text, ..])
        {
            timeout = text.Length <= LongestTimeout && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? TimeSpan.FromMilliseconds(milliseconds)
                : throw new RpcException(StatusCode.InvalidArgument, $"The {TimeoutHeader} '{text}' is not one to {LongestTimeout} digits, a number of milliseconds.");
        }

        return new CallHead(HeaderMetadata.Read(headers), timeout);
    }
}
