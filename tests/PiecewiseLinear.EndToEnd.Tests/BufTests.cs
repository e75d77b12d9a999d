using System.Text.Json;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>buf calls the service without generated code, by reflection, and finds nothing to say about its protos.</summary>
public sealed class BufTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    [Fact]
    public async Task Reflection_lists_all_services()
    {
        ProgramResult result = await Buf.RunAsync("curl", "--protocol", "grpc", "--http2-prior-knowledge", "--list-services", service.Address.ToString());

        Assert.True(result.Status == 0, result.ToString());
        Assert.Equal(
            [
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "piecewiselinear.v1.BoundaryService", "piecewiselinear.v1.CertificateService",
                "piecewiselinear.v1.ModelService", "piecewiselinear.v1.PropertyService", "piecewiselinear.v1.RegionService", "piecewiselinear.v1.RobustnessService",
            ],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("")]
    [InlineData("piecewiselinear.v1.ModelService")]
    [InlineData("piecewiselinear.v1.RegionService")]
    [InlineData("piecewiselinear.v1.CertificateService")]
    public async Task Every_service_is_healthy(string name)
    {
        ProgramResult result = await CurlAsync("grpc.health.v1.Health/Check", $$"""{"service": "{{name}}"}""");

        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("SERVING", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_in_json_is_answered_in_json()
    {
        using RpcClient client = new(service.Address);
        string sha256 = await Upload.FileAsync(client, RepositoryRoot.Combine("models", "golden", "g_trap_absx.json"));
        ProgramResult result = await CurlAsync(
            "piecewiselinear.v1.RegionService/GetRegion",
            $$$$"""
            {"question": {"sha256": "{{{{sha256}}}}", "point": {"rationals": {"values": [{"value": "-0.5"}, {"value": "1/3"}]}},
             "box": {"everyInput": {"lower": {"value": "-1"}, "upper": {"value": "1"}}} }, "norm": "NORM_LINF", "neighbors": true}
            """);

        Assert.True(result.Status == 0, result.ToString());
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement answer = json.RootElement.GetProperty("answer");
        Assert.Equal(["011", "0"], answer.GetProperty("signs").EnumerateArray().Select(static layer => layer.GetString()));
        JsonElement region = Assert.Single(answer.GetProperty("regions").EnumerateArray());
        Assert.Equal(4, region.GetProperty("facetCount").GetInt32());
        Assert.Equal("1/2", region.GetProperty("ball").GetProperty("upper").GetProperty("exact")[0].GetProperty("value").GetString());
        Assert.Equal(2, region.GetProperty("neighbors").GetArrayLength());
    }

    [Fact]
    public async Task A_bad_question_comes_back_with_its_field()
    {
        ProgramResult result = await CurlAsync("piecewiselinear.v1.ModelService/GetModel", """{"sha256": "abc"}""");

        Assert.NotEqual(0, result.Status);
        using JsonDocument json = JsonDocument.Parse(result.Errors);
        Assert.Equal("invalid_argument", json.RootElement.GetProperty("code").GetString());
        Assert.Equal("'abc' is no SHA-256; expected 64 lower-case hexadecimal digits", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(
            ["google.rpc.ErrorInfo", "google.rpc.BadRequest"], json.RootElement.GetProperty("details").EnumerateArray().Select(static detail => detail.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_protos_pass_lint()
    {
        ProgramResult files = await Buf.RunAsync("ls-files", "--format", "import");
        Assert.True(files.Status == 0, files.ToString());
        foreach (string name in new[] { "numbers", "model_service", "region_service", "certificate_service" })
        {
            Assert.Contains($"piecewiselinear/v1/{name}.proto", files.Output, StringComparison.Ordinal);
        }

        ProgramResult lint = await Buf.RunAsync("lint");
        Assert.True(lint.Status == 0, lint.ToString());
    }

    private Task<ProgramResult> CurlAsync(string method, string data)
        => Buf.RunAsync("curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data", data, new Uri(service.Address, method).ToString());
}
