using System.Text.Json;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>buf: calls without generated code, through server reflection, in each protocol; and the lint rules of the project's protos.</summary>
public sealed class BufTests(EchoServer server) : IClassFixture<EchoServer>, IAsyncLifetime
{
    public static TheoryData<string> Protocols => ["grpc", "grpcweb", "connect"];

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

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Unary_call_answers(string protocol)
    {
        var (code, output, errors) = await CurlInAsync(protocol, "rpctest.v1.EchoService/Echo", "--data", """{"text": "hällo", "payload": "AP8="}""");

        Assert.True(code == 0, errors);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("hällo", json.RootElement.GetProperty("text").GetString());
        Assert.Equal("AP8=", json.RootElement.GetProperty("payload").GetString());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Server_stream_answers(string protocol)
    {
        var (code, output, errors) = await CurlInAsync(protocol, "rpctest.v1.EchoService/Repeat", "--data", """{"text": "n", "count": 3}""");

        Assert.True(code == 0, errors);
        Assert.Equal(["n0", "n1", "n2"], Texts(output));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Client_stream_is_joined(string protocol)
    {
        var (code, output, errors) = await CurlInAsync(protocol, "rpctest.v1.EchoService/Join", "--data", """{"text": "a"}{"text": "b"}""");

        Assert.True(code == 0, errors);
        Assert.Equal(["ab"], Texts(output));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Duplex_stream_answers(string protocol)
    {
        var (code, output, errors) = await CurlInAsync(protocol, "rpctest.v1.EchoService/Chat", "--data", """{"text": "a"}{"text": "b"}""");

        Assert.True(code == 0, errors);
        Assert.Equal(["re: a", "re: b"], Texts(output));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Status_arrives_with_details(string protocol)
    {
        var (code, _, errors) = await CurlInAsync(protocol, "rpctest.v1.EchoService/Fail", "--data", """{"code": 3, "message": "50 % – naïve", "details": true}""");

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

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Every_status_code_arrives(string protocol)
    {
        string[] names =
        [
            "canceled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists", "permission_denied", "resource_exhausted",
            "failed_precondition", "aborted", "out_of_range", "unimplemented", "internal", "unavailable", "data_loss", "unauthenticated",
        ];
        for (var code = 1; code <= names.Length; code++)
        {
            var (_, _, errors) = await CurlInAsync(protocol, "rpctest.v1.EchoService/Fail", "--data", $$"""{"code": {{code}}, "message": "m"}""");
            using var json = JsonDocument.Parse(errors);
            Assert.Equal(names[code - 1], json.RootElement.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Protos_of_the_project_pass_lint()
    {
        var (code, output, errors) = await TestClients.TryAsync(TestClients.Buf, ["lint"]);

        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public async Task Protos_of_the_project_break_nothing_that_was_released()
    {
        var (code, output, errors) = await TestClients.TryAsync(TestClients.Buf, ["breaking", "--against", "proto-released"]);

        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public async Task Breaking_change_would_be_found()
    {
        var changed = Directory.CreateTempSubdirectory("rpc-breaking-");
        try
        {
            var folder = changed.CreateSubdirectory("piecewiselinear/v1");
            foreach (var file in Directory.GetFiles(Path.Combine(TestClients.Root, "protos", "piecewiselinear", "v1")))
            {
                var text = await File.ReadAllTextAsync(file);
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, Path.GetFileName(file)), text.Replace("bool neighbors = 3;", "string neighbors = 3;", StringComparison.Ordinal));
            }

            var (code, output, _) = await TestClients.TryAsync(TestClients.Buf, ["breaking", changed.FullName, "--against", "proto-released"]);

            Assert.NotEqual(0, code);
            Assert.Contains("\"neighbors\"", output, StringComparison.Ordinal);
        }
        finally
        {
            changed.Delete(recursive: true);
        }
    }

    private static IEnumerable<string?> Texts(string output) =>
        output.Split('\n').Where(l => l.Contains("\"text\"", StringComparison.Ordinal)).Select(l => l.Split(':', 2)[1].Trim(' ', '"', ',', '}'));

    private Task<(int Code, string Output, string Errors)> CurlAsync(string method, params string[] arguments) => CurlInAsync("grpc", method, arguments);

    private Task<(int Code, string Output, string Errors)> CurlInAsync(string protocol, string method, params string[] arguments) =>
        TestClients.TryAsync(TestClients.Buf, ["curl", "--protocol", protocol, "--http2-prior-knowledge", .. arguments, new Uri(server.Address, method).ToString()]);
}
