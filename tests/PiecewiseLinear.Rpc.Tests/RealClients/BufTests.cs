using System.Text.Json;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>buf: calls without generated code, through server reflection; and the lint rules of the project's protos.</summary>
public sealed class BufTests(EchoServer server) : IClassFixture<EchoServer>, IAsyncLifetime
{
    public Task InitializeAsync() => TestClients.PackagesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Reflection_lists_all_services()
    {
        var (code, output, errors) = await CurlAsync("", "--list-services");

        Assert.True(code == 0, errors);
        Assert.Equal("grpc.health.v1.Health\ngrpc.reflection.v1.ServerReflection\nrpctest.v1.EchoService", output.Trim());
    }

    [Fact]
    public async Task Reflection_lists_all_methods()
    {
        var (code, output, errors) = await CurlAsync("", "--list-methods");

        Assert.True(code == 0, errors);
        foreach (var method in EchoHandlers.Service.Methods)
        {
            Assert.Contains($"rpctest.v1.EchoService/{method.Name}", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unary_call_answers()
    {
        var (code, output, errors) = await CurlAsync("rpctest.v1.EchoService/Echo", "--data", """{"text": "hällo", "payload": "AP8="}""");

        Assert.True(code == 0, errors);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("hällo", json.RootElement.GetProperty("text").GetString());
        Assert.Equal("AP8=", json.RootElement.GetProperty("payload").GetString());
    }

    [Fact]
    public async Task Server_stream_answers()
    {
        var (code, output, errors) = await CurlAsync("rpctest.v1.EchoService/Repeat", "--data", """{"text": "n", "count": 3}""");

        Assert.True(code == 0, errors);
        Assert.Equal(["n0", "n1", "n2"], Texts(output));
    }

    [Fact]
    public async Task Client_stream_is_joined()
    {
        var (code, output, errors) = await CurlAsync("rpctest.v1.EchoService/Join", "--data", """{"text": "a"}{"text": "b"}""");

        Assert.True(code == 0, errors);
        Assert.Equal(["ab"], Texts(output));
    }

    [Fact]
    public async Task Duplex_stream_answers()
    {
        var (code, output, errors) = await CurlAsync("rpctest.v1.EchoService/Chat", "--data", """{"text": "a"}{"text": "b"}""");

        Assert.True(code == 0, errors);
        Assert.Equal(["re: a", "re: b"], Texts(output));
    }

    [Fact]
    public async Task Status_arrives_with_details()
    {
        var (code, _, errors) = await CurlAsync("rpctest.v1.EchoService/Fail", "--data", """{"code": 3, "message": "50 % – naïve", "details": true}""");

        Assert.NotEqual(0, code);
        using var json = JsonDocument.Parse(errors);
        Assert.Equal("invalid_argument", json.RootElement.GetProperty("code").GetString());
        Assert.Equal("50 % – naïve", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(
            ["google.rpc.ErrorInfo", "google.rpc.BadRequest"],
            json.RootElement.GetProperty("details").EnumerateArray().Select(d => d.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("", """{"status":"SERVING"}""")]
    [InlineData("rpctest.v1.EchoService", """{"status":"SERVING"}""")]
    public async Task Health_of_server_and_service_is_serving(string service, string expected)
    {
        var (code, output, errors) = await CurlAsync("grpc.health.v1.Health/Check", "--data", $$"""{"service": "{{service}}"}""");

        Assert.True(code == 0, errors);
        Assert.Equal(expected, output.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_of_an_unknown_service_is_not_found()
    {
        var (code, _, errors) = await CurlAsync("grpc.health.v1.Health/Check", "--data", """{"service": "nobody"}""");

        Assert.NotEqual(0, code);
        using var json = JsonDocument.Parse(errors);
        Assert.Equal("not_found", json.RootElement.GetProperty("code").GetString());
        Assert.Equal("There is no service 'nobody' here.", json.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Protos_of_the_project_pass_lint()
    {
        var (code, output, errors) = await TestClients.TryAsync(TestClients.Buf, ["lint"]);

        Assert.True(code == 0, output + errors);
    }

    private static IEnumerable<string?> Texts(string output) =>
        output.Split('\n').Where(l => l.Contains("\"text\"", StringComparison.Ordinal)).Select(l => l.Split(':', 2)[1].Trim(' ', '"', ',', '}'));

    private Task<(int Code, string Output, string Errors)> CurlAsync(string method, params string[] arguments) =>
        TestClients.TryAsync(TestClients.Buf, ["curl", "--protocol", "grpc", "--http2-prior-knowledge", .. arguments, new Uri(server.Address, method).ToString()]);
}
