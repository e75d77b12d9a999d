using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Hosting;

/// <summary>Which pages in a browser may call, and what they may read.</summary>
public sealed class CrossOriginTests(CrossOriginTests.OpenedServer server) : IClassFixture<CrossOriginTests.OpenedServer>, IDisposable
{
    private readonly RawHttp _http = RawHttp.Http1(server);

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("http://localhost:5173")]
    [InlineData("http://127.0.0.1:5081")]
    [InlineData("https://[::1]")]
    [InlineData("https://example.org")]
    public async Task Page_that_is_allowed_may_ask_and_call(string origin)
    {
        var preflight = await _http.Send(
            HttpMethod.Options, "/rpctest.v1.EchoService/Echo", null, [],
            ("origin", origin), ("access-control-request-method", "POST"), ("access-control-request-headers", "content-type,x-mine"));
        var call = await _http.PostJson("Echo", "{}", ("origin", origin));

        Assert.Equal(HttpStatusCode.NoContent, preflight.Http);
        Assert.Equal((origin, "POST", "content-type,x-mine", "7200"), (
            preflight.Headers["access-control-allow-origin"], preflight.Headers["access-control-allow-methods"],
            preflight.Headers["access-control-allow-headers"], preflight.Headers["access-control-max-age"]));
        Assert.Equal((HttpStatusCode.OK, origin, "*", "Origin"), (
            call.Http, call.Headers["access-control-allow-origin"], call.Headers["access-control-expose-headers"], call.Headers["vary"]));
        Assert.False(call.Headers.ContainsKey("access-control-allow-credentials"));
    }

    [Fact]
    public async Task Page_that_is_allowed_may_ask_for_a_method_that_is_not_there_and_read_so()
    {
        var preflight = await _http.Send(
            HttpMethod.Options, "/rpctest.v1.EchoService/Nothing", null, [], ("origin", "http://localhost:5173"), ("access-control-request-method", "POST"));
        var page = await _http.Send(HttpMethod.Options, "/pages/none", null, [], ("origin", "http://localhost:5173"), ("access-control-request-method", "PUT"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (preflight.Http, page.Http));
        Assert.Equal("http://localhost:5173", preflight.Headers["access-control-allow-origin"]);
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("http://example.org")]
    [InlineData("https://example.org:8443")]
    [InlineData("https://sub.example.org")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("null")]
    public async Task Page_that_is_not_allowed_is_refused_before_anything_runs(string origin)
    {
        var preflight = await _http.Send(
            HttpMethod.Options, "/rpctest.v1.EchoService/Echo", null, [], ("origin", origin), ("access-control-request-method", "POST"));
        var call = await _http.PostJson("Sleep", """{"id": "not allowed"}""", ("origin", origin));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (preflight.Http, call.Http));
        Assert.False(call.Headers.ContainsKey("access-control-allow-origin"));
        Assert.Equal(0, server.Handlers.Written("not allowed"));
    }

    [Fact]
    public async Task Star_allows_every_page()
    {
        await using var open = await RunningServer.Of<OpenServer>();
        using var http = RawHttp.Http1(open);

        Assert.Equal("https://anywhere.example", (await http.PostJson("Echo", "{}", ("origin", "https://anywhere.example"))).Headers["access-control-allow-origin"]);
    }

    [Fact]
    public async Task Errors_can_be_read_by_the_page_too() =>
        Assert.Equal("http://localhost:5173", (await _http.PostJson("Fail", """{"code": 5}""", ("origin", "http://localhost:5173"))).Headers["access-control-allow-origin"]);

    /// <summary>Allows one origin.</summary>
    public sealed class OpenedServer : EchoServer
    {
        private protected override void Configure(IServiceCollection services) => services.AddRpc(options => options.AllowedOrigins.Add("https://example.org"));
    }

    private sealed class OpenServer : EchoServer
    {
        private protected override void Configure(IServiceCollection services) => services.AddRpc(options => options.AllowedOrigins.Add("*"));
    }
}
