using Microsoft.AspNetCore.Http;

namespace PiecewiseLinear.Rpc.Hosting;

/// <summary>Which web pages may call, by the origin that the browser says they have (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol).</summary>
/// <remarks>
/// Pages on this machine may (any port of <c>localhost</c>, <c>127.0.0.1</c>, <c>[::1]</c>), and those of the origins in <see cref="RpcOptions.AllowedOrigins"/>.
/// A call of any other page is refused, not merely hidden from it: it must not cost anything here. Requests without an origin come from programs and pass.
/// No credentials are allowed, so wildcards may stand in the answers.
/// </remarks>
internal sealed class CrossOriginRule(IEnumerable<string> allowed)
{
    private const string AnyOrigin = "*";

    private static readonly string PreflightSeconds = TimeSpan.FromHours(2).TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private readonly HashSet<string> _allowed = new(allowed.Select(static o => o.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a browser asks if it may send a request, rather than sending it.</summary>
    public static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Whether the request may be answered; if it comes from a page, the headers that let the page read the answer are set.</summary>
    public bool Admit(HttpContext http)
    {
        var (request, response) = (http.Request.Headers, http.Response.Headers);
        if (request.Origin is not [{ } origin, ..])
        {
            return true;
        }

        response.Vary = "Origin";
        if (!IsAllowed(origin))
        {
            return false;
        }

        response.AccessControlAllowOrigin = origin;
        response.AccessControlExposeHeaders = "*";
        if (IsPreflight(http.Request))
        {
            response.AccessControlAllowMethods = HttpMethods.Post;
            response.AccessControlAllowHeaders = request.AccessControlRequestHeaders;
            response.AccessControlMaxAge = PreflightSeconds;
        }

        return true;
    }

    private bool IsAllowed(string origin) =>
        _allowed.Contains(AnyOrigin)
        || _allowed.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.IsLoopback);
}
