using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using PiecewiseLinear.Rpc.Hosting;

namespace PiecewiseLinear.Rpc.OpenApi;

/// <summary>Answers <c>GET /openapi.json</c>. The document is made when it is first asked for.</summary>
internal sealed class OpenApiPage(IEnumerable<ServiceDescriptor> services, OpenApiDescription description, CrossOriginRule origins)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<byte[]> _document = new(() => JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Of(services, description), Readable));

    public async Task HandleAsync(HttpContext http)
    {
        var response = http.Response;
        if (!origins.Admit(http))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = HttpMethods.Get;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = _document.Value.Length;
        await response.Body.WriteAsync(_document.Value, http.RequestAborted);
    }
}
