using System.Net;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Requests;

/// <summary>What the host answers to requests that break a rule of HTTP or go nowhere.</summary>
public sealed class HttpRulesTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private static readonly byte[] Hello = RawHttp.Frame(new EchoRequest { Text = "hello" });

    private readonly RawHttp _http = RawHttp.Http2(server);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Good_answer_has_headers_one_frame_and_trailers()
    {
        var answer = await _http.Post("Echo", Hello);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("application/grpc", answer.ContentHeaders["content-type"]);
        Assert.Equal(RawHttp.Frame(new EchoResponse { Text = "hello" }), answer.Body);
        Assert.Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["grpc-status"] = "0" }, answer.Trailers);
        Assert.False(answer.Headers.ContainsKey("grpc-status"));
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    [InlineData("Application/GRPC")]
    public async Task Content_type_may_be_written_otherwise(string contentType)
    {
        var answer = await _http.Send(HttpMethod.Post, "/rpctest.v1.EchoService/Echo", contentType, Hello);

        Assert.Equal("0", answer.Trailers["grpc-status"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpcx")]
    [InlineData(null)]
    public async Task Other_content_type_is_415(string? contentType)
    {
        var answer = await _http.Send(HttpMethod.Post, "/rpctest.v1.EchoService/Echo", contentType, Hello);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Other_verb_is_405(string verb)
    {
        var answer = await _http.Send(new HttpMethod(verb), "/rpctest.v1.EchoService/Echo", "application/grpc", Hello);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Http);
        Assert.Equal("POST", answer.ContentHeaders["allow"]);
    }

    [Theory]
    [InlineData("/rpctest.v1.EchoService/Nothing")]
    [InlineData("/rpctest.v1.EchoService/echo")]
    [InlineData("/rpctest.v1.NoService/Echo")]
    [InlineData("/rpctest.v1.EchoService/Echo/more")]
    [InlineData("/nothing")]
    [InlineData("/")]
    public async Task Unknown_method_is_unimplemented(string path)
    {
        var answer = await _http.Send(HttpMethod.Post, path, "application/grpc", Hello);

        Assert.Equal((StatusCode.Unimplemented, $"There is no method '{path[1..]}' here."), answer.Refusal);
    }

    [Fact]
    public async Task Pages_beside_the_services_stay_pages()
    {
        using var http1 = new RawHttp(server.Http1Address, HttpVersion.Version11);
        var page = await http1.Send(HttpMethod.Get, "/pages/home", null, []);
        var none = await http1.Send(HttpMethod.Get, "/pages/none", null, []);

        Assert.Equal("a page", System.Text.Encoding.UTF8.GetString(page.Body));
        Assert.Equal(HttpStatusCode.NotFound, none.Http);
    }

    [Fact]
    public async Task Grpc_over_http1_is_426()
    {
        using var http1 = new RawHttp(server.Http1Address, HttpVersion.Version11);
        var answer = await http1.Post("Echo", Hello);

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.Http);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("trailers")]
    public async Task Te_may_be_said_or_not(string? te)
    {
        var answer = await _http.Post("Echo", Hello, te is null ? [] : [("te", te)]);

        Assert.Equal("0", answer.Trailers["grpc-status"]);
    }
}
