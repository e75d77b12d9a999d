using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PiecewiseLinear.Service.Tests;

/// <summary>The service as a page or curl sees it, over HTTP/1.1.</summary>
public sealed class WebTests(RunningService service) : IClassFixture<RunningService>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = service.WebAddress };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Wrong_field_of_json_is_named_by_its_path()
    {
        using StringContent request = new("""{"question": {"sha256": "00"}}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await _http.PostAsync("/piecewiselinear.v1.RegionService/GetRegion", request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("invalid_argument", error.RootElement.GetProperty("code").GetString());
        JsonElement details = error.RootElement.GetProperty("details");
        Assert.Equal("question.sha256", details[1].GetProperty("debug").GetProperty("fieldViolations")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Openapi_document_has_the_comments_of_the_protos()
    {
        using JsonDocument document = JsonDocument.Parse(await _http.GetStringAsync("/openapi.json"));

        JsonElement method = document.RootElement.GetProperty("paths").GetProperty("/piecewiselinear.v1.RegionService/GetRegion").GetProperty("post");
        Assert.StartsWith("The region of a point", method.GetProperty("description").GetString(), StringComparison.Ordinal);
        JsonElement rational = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("piecewiselinear.v1.Rational");
        Assert.Equal("A rational number, exact.", rational.GetProperty("description").GetString());
        Assert.StartsWith("Lowest terms", rational.GetProperty("properties").GetProperty("value").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_another_site_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/openapi.json");
        request.Headers.Add("Origin", "https://example.org");
        using HttpResponseMessage response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
