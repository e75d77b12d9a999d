using System.Net;
using System.Text.Json;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.OpenApi;

/// <summary>The OpenAPI document of the test service.</summary>
public sealed class OpenApiTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RawHttp _http = RawHttp.Http1(server);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Every_method_has_a_path_and_every_reference_a_schema()
    {
        var document = await ReadAsync();
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.Equal(("Echo", "1.2.3"), (document.GetProperty("info").GetProperty("title").GetString(), document.GetProperty("info").GetProperty("version").GetString()));
        foreach (var method in EchoHandlers.Service.Methods)
        {
            var operation = document.GetProperty("paths").GetProperty($"/rpctest.v1.EchoService/{method.Name}").GetProperty("post");
            var content = method.IsClientStreaming || method.IsServerStreaming ? "application/connect+json" : "application/json";
            Assert.Equal(
                $"#/components/schemas/{method.InputType.FullName}",
                operation.GetProperty("requestBody").GetProperty("content").GetProperty(content).GetProperty("schema").GetProperty("$ref").GetString());
        }

        var schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (var reference in References(document))
        {
            Assert.True(schemas.TryGetProperty(reference.Split('/')[^1], out _), reference);
        }
    }

    [Theory]
    [InlineData("rpctest.v1.InspectResponse", "deadlineIn", """{"anyOf":[{"type":"number"},{"type":"string","enum":["NaN","Infinity","-Infinity"]}]}""")]
    [InlineData("rpctest.v1.InspectResponse", "metadata", """{"type":"array","items":{"$ref":"#/components/schemas/rpctest.v1.InspectResponse.Entry"}}""")]
    [InlineData("rpctest.v1.EchoRequest", "payload", """{"type":"string","contentEncoding":"base64"}""")]
    [InlineData("rpctest.v1.JoinResponse", "payloadBytes", """{"type":["string","integer"],"pattern":"^-?[0-9]+$"}""")]
    [InlineData("rpctest.v1.FailRequest", "code", """{"type":"integer","minimum":-2147483648,"maximum":2147483647}""")]
    [InlineData("rpctest.v1.FailRequest", "details", """{"type":"boolean"}""")]
    public async Task Field_has_the_schema_of_its_json(string message, string field, string schema)
    {
        var found = (await ReadAsync()).GetProperty("components").GetProperty("schemas").GetProperty(message).GetProperty("properties").GetProperty(field);

        Assert.Equal(schema, JsonSerializer.Serialize(found, Plain));
    }

    [Fact]
    public async Task Enum_lists_its_names() => Assert.Equal(
        ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"],
        (await ReadAsync()).GetProperty("components").GetProperty("schemas").GetProperty("grpc.health.v1.HealthCheckResponse.ServingStatus").GetProperty("enum")
            .EnumerateArray().Select(v => v.GetString()));

    [Fact]
    public async Task Only_get_is_answered() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.Send(HttpMethod.Put, "/openapi.json", "application/json", [])).Http);

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.NameEquals("$ref") ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<JsonElement> ReadAsync()
    {
        var answer = await _http.Send(HttpMethod.Get, "/openapi.json", null, []);
        Assert.Equal("application/json", answer.ContentHeaders["content-type"]);
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.Clone();
    }
}
