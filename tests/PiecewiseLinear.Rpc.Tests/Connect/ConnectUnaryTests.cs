using System.Net;
using System.Text.Json;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Connect;

/// <summary>Unary Connect calls, byte for byte, over HTTP/1.1.</summary>
public sealed class ConnectUnaryTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private readonly RawHttp _http = RawHttp.Http1(server);

    public static TheoryData<int, string, int> Codes => new()
    {
        { 1, "canceled", 499 }, { 2, "unknown", 500 }, { 3, "invalid_argument", 400 }, { 4, "deadline_exceeded", 504 }, { 5, "not_found", 404 },
        { 6, "already_exists", 409 }, { 7, "permission_denied", 403 }, { 8, "resource_exhausted", 429 }, { 9, "failed_precondition", 400 },
        { 10, "aborted", 409 }, { 11, "out_of_range", 400 }, { 12, "unimplemented", 501 }, { 13, "internal", 500 }, { 14, "unavailable", 503 },
        { 15, "data_loss", 500 }, { 16, "unauthenticated", 401 },
    };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Json_is_answered_in_json()
    {
        var answer = await _http.PostJson("Echo", """{"text": "hällo \u2260", "payload": "AP8="}""");

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("application/json", answer.ContentHeaders["content-type"]);
        Assert.Equal("""{ "text": "hällo ≠", "payload": "AP8=" }""", answer.Text);
        Assert.Equal($"{answer.Body.Length}", answer.ContentHeaders["content-length"]);
        Assert.Empty(answer.Trailers);
    }

    [Fact]
    public async Task Binary_is_answered_in_binary()
    {
        var answer = await _http.PostAs("application/proto", "Echo", new EchoRequest { Text = "hello" }.ToByteArray());

        Assert.Equal("application/proto", answer.ContentHeaders["content-type"]);
        Assert.Equal(new EchoResponse { Text = "hello" }.ToByteArray(), answer.Body);
    }

    [Fact]
    public async Task Both_http_versions_answer_the_same()
    {
        using var http2 = RawHttp.Http2(server);

        Assert.Equal((await _http.PostJson("Echo", """{"text": "a"}""")).Body, (await http2.PostJson("Echo", """{"text": "a"}""")).Body);
    }

    [Fact]
    public async Task Empty_binary_message_is_a_message()
    {
        var answer = await _http.PostAs("application/proto", "Echo", []);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("", "The body is empty; a JSON object is expected ({} for a EchoRequest without fields).")]
    [InlineData("{", "This is no JSON of a rpctest.v1.EchoRequest: ")]
    [InlineData("[]", "This is no JSON of a rpctest.v1.EchoRequest: ")]
    [InlineData("{\"text\": 5}", "This is no JSON of a rpctest.v1.EchoRequest: ")]
    [InlineData("{\"payload\": \"?\"}", "This is no JSON of a rpctest.v1.EchoRequest: ")]
    [InlineData("{\"text\": \"a\"} x", "This is no JSON of a rpctest.v1.EchoRequest: ")]
    [InlineData("{\"txet\": \"a\"}", "This is no JSON of a rpctest.v1.EchoRequest: Unknown field: txet")]
    public async Task Json_that_is_no_request_is_an_invalid_argument(string json, string message)
    {
        var (http, code, said) = (await _http.PostJson("Echo", json)).ConnectError;

        Assert.Equal((400, "invalid_argument"), (http, code));
        Assert.StartsWith(message, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_that_is_not_utf8_is_an_invalid_argument()
    {
        var (http, code, message) = (await _http.PostAs("application/json", "Echo", [.. "{\"text\": \""u8, 0xFF, .. "\"}"u8])).ConnectError;

        Assert.Equal((400, "invalid_argument"), (http, code));
        Assert.Contains("UTF-8", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"text\":", "}")]
    [InlineData("[", "]")]
    [InlineData("{\"unknown\":[", "]}")]
    public async Task Json_of_ten_thousand_levels_is_an_invalid_argument(string open, string close)
    {
        const int Levels = 10_000;
        var json = string.Concat(Enumerable.Repeat(open, Levels)) + "1" + string.Concat(Enumerable.Repeat(close, Levels));

        Assert.Equal("invalid_argument", (await _http.PostJson("Echo", json)).ConnectError.Code);
        Assert.Equal(HttpStatusCode.OK, (await _http.PostJson("Echo", "{}")).Http);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_an_invalid_argument()
    {
        var (http, code, message) = (await _http.PostAs("application/proto", "Echo", [0xFF, 0xFF, 0xFF])).ConnectError;

        Assert.Equal((400, "invalid_argument"), (http, code));
        Assert.StartsWith("A message of 3 bytes cannot be parsed: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_status_has_its_name_and_http_status(int code, string name, int http) =>
        Assert.Equal((http, name, "50 % – \"naïve\"\n"), (await _http.PostJson("Fail", $$"""{"code": {{code}}, "message": "50 % – \"naïve\"\n"}""")).ConnectError);

    [Fact]
    public async Task Details_are_there_as_bytes_and_for_people()
    {
        var answer = await _http.PostJson("Fail", """{"code": 3, "message": "m", "details": true, "metadata": true}""");

        using var json = JsonDocument.Parse(answer.Body);
        var details = json.RootElement.GetProperty("details").EnumerateArray().ToList();
        Assert.Equal("google.rpc.BadRequest", details[1].GetProperty("type").GetString());
        Assert.DoesNotContain('=', details[1].GetProperty("value").GetString()!);
        Assert.Equal("box.upper[3]", details[1].GetProperty("debug").GetProperty("fieldViolations")[0].GetProperty("field").GetString());
        Assert.Equal(("first", "last"), (answer.Headers["x-head"], answer.Headers["trailer-x-tail"]));
    }

    [Fact]
    public async Task Trailers_are_headers_with_a_prefix()
    {
        var answer = await _http.PostJson("Inspect", "{}", ("x-text", "one"), ("x-raw-bin", "AAECAw=="));

        Assert.Equal(("one", "one"), (answer.Headers["x-text"], answer.Headers["trailer-x-text-trailer"]));
        Assert.Equal(("AAECAw", "AAECAw"), (answer.Headers["x-raw-bin"], answer.Headers["trailer-x-raw-trailer-bin"]));
    }

    [Theory]
    [InlineData("1", 200)]
    [InlineData("2", 400)]
    public async Task Version_of_the_protocol_is_1(string version, int http) =>
        Assert.Equal(http, (int)(await _http.PostJson("Echo", "{}", ("connect-protocol-version", version))).Http);

    [Theory]
    [InlineData("100000", 100_000)]
    [InlineData("999999999", 999_999_999)]
    public async Task Timeout_becomes_the_deadline(string timeout, double milliseconds)
    {
        var answer = await _http.PostAs("application/proto", "Inspect", [], ("connect-timeout-ms", timeout));

        Assert.InRange(InspectResponse.Parser.ParseFrom(answer.Body).DeadlineIn, milliseconds - 60_000, milliseconds);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("12345678901")]
    [InlineData("soon")]
    public async Task Timeout_that_is_none_is_an_invalid_argument(string timeout)
    {
        var (http, code, message) = (await _http.PostJson("Echo", "{}", ("connect-timeout-ms", timeout))).ConnectError;

        Assert.Equal((400, "invalid_argument"), (http, code));
        Assert.Contains($"'{timeout}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_that_passes_is_504() =>
        Assert.Equal(
            (504, "deadline_exceeded", "The deadline passed before the call completed."),
            (await _http.PostJson("Sleep", """{"id": "connect-504", "milliseconds": 30000}""", ("connect-timeout-ms", "300"))).ConnectError);

    [Theory]
    [InlineData("/rpctest.v1.EchoService/Nothing")]
    [InlineData("/nothing")]
    public async Task Unknown_method_is_unimplemented(string path) =>
        Assert.Equal(
            (501, "unimplemented", $"There is no method '{path[1..]}' here."),
            (await _http.Send(HttpMethod.Post, path, "application/json", "{}"u8.ToArray())).ConnectError);

    [Theory]
    [InlineData("Repeat", "application/json")]
    [InlineData("Repeat", "application/proto")]
    [InlineData("Echo", "application/connect+json")]
    [InlineData("Echo", "application/connect+proto")]
    [InlineData("Echo", "application/x-www-form-urlencoded")]
    public async Task Content_type_that_cannot_carry_the_method_is_415_and_all_are_named(string method, string contentType)
    {
        var answer = await _http.PostAs(contentType, method, []);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
        Assert.Equal(
            "application/grpc, application/grpc+proto, application/grpc-web, application/grpc-web+proto, application/grpc-web-text, application/grpc-web-text+proto, "
            + "application/json, application/proto, application/connect+json, application/connect+proto",
            answer.Headers["accept-post"]);
    }

    [Fact]
    public async Task Other_verb_is_405()
    {
        var answer = await _http.Send(HttpMethod.Get, "/rpctest.v1.EchoService/Echo", null, []);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.Http, answer.ContentHeaders["allow"]));
    }

    [Fact]
    public async Task Message_that_is_too_long_is_429()
    {
        var (http, code, _) = (await _http.PostAs("application/proto", "Echo", new byte[(4 * 1024 * 1024) + 1])).ConnectError;

        Assert.Equal((429, "resource_exhausted"), (http, code));
    }

    [Fact]
    public async Task Crash_tells_no_secret()
    {
        var answer = await _http.PostJson("Crash", "{}");

        Assert.Equal((500, "internal"), (answer.ConnectError.Http, answer.ConnectError.Code));
        Assert.DoesNotContain(EchoHandlers.Secret, answer.Text, StringComparison.Ordinal);
    }
}
