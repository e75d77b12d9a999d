using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>curl, as people type it.</summary>
public sealed class CurlTests(EchoServer server) : IClassFixture<EchoServer>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Json_is_answered(bool http2) =>
        Assert.Equal("""{ "text": "hällo" } 200 application/json""", await CurlAsync(http2, "Echo", "-d", """{"text": "hällo"}"""));

    [Fact]
    public async Task Error_says_what_is_wrong() => Assert.Equal(
        """{"code":"invalid_argument","message":"This is no JSON of a rpctest.v1.EchoRequest: Unknown field: txet"} 400 application/json""",
        await CurlAsync(http2: false, "Echo", "-d", """{"txet": "hällo"}"""));

    [Fact]
    public async Task Compressed_answer_is_understood() =>
        Assert.Equal($$"""{ "text": "{{new string('a', 50_000)}}" } 200 application/json""", await CurlAsync(http2: false, "Echo", "--compressed", "-d", $$"""{"text": "{{new string('a', 50_000)}}"}"""));

    [Fact]
    public async Task Long_request_that_waits_for_permission_is_answered()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $$"""{"text": "{{new string('b', 2_000_000)}}"}""");
            var answer = await CurlAsync(http2: false, "Echo", "-H", "Expect: 100-continue", "--data-binary", "@" + file);

            Assert.EndsWith("b\" } 200 application/json", answer, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Form_data_which_curl_sends_unless_told_is_415() => Assert.Equal(" 415 ", await CurlPlainAsync("Echo", "-d", "{}"));

    [Fact]
    public async Task Get_is_405() => Assert.Equal(" 405 ", await CurlPlainAsync("Echo"));

    private Task<string> CurlAsync(bool http2, string method, params string[] arguments) =>
        RunAsync(http2, method, ["-H", "Content-Type: application/json", .. arguments]);

    private Task<string> CurlPlainAsync(string method, params string[] arguments) => RunAsync(http2: false, method, arguments);

    private Task<string> RunAsync(bool http2, string method, string[] arguments) => TestClients.RunAsync("curl", [
        "-sS", "--noproxy", "*", http2 ? "--http2-prior-knowledge" : "--http1.1", "-w", " %{http_code} %{content_type}", .. arguments,
        new Uri(http2 ? server.Address : server.Http1Address, "rpctest.v1.EchoService/" + method).ToString()]);
}
