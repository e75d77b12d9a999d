using System.Net;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>What the host answers to requests that break a rule, byte for byte.</summary>
public sealed class MalformedRequestTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
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

    [Fact]
    public async Task Message_of_no_bytes_is_a_message()
    {
        var answer = await _http.Post("Echo", RawHttp.Frame([]));

        Assert.Equal(RawHttp.Frame([]), answer.Body);
        Assert.Equal("0", answer.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Unary_call_without_a_message_is_unimplemented()
    {
        var (code, message) = (await _http.Post("Echo", [])).Refusal;

        Assert.Equal((StatusCode.Unimplemented, "rpctest.v1.EchoService/Echo takes exactly one request message; the call ended without one."), (code, message));
    }

    [Theory]
    [InlineData("Echo")]
    [InlineData("Repeat")]
    public async Task Second_message_on_a_single_request_is_unimplemented(string method)
    {
        var (code, message) = (await _http.Post(method, [.. RawHttp.Frame([]), .. RawHttp.Frame([])])).Refusal;

        Assert.Equal((StatusCode.Unimplemented, $"rpctest.v1.EchoService/{method} takes exactly one request message; the call brought more."), (code, message));
    }

    [Fact]
    public async Task Every_truncation_of_a_message_is_internal()
    {
        for (var length = 1; length < Hello.Length; length++)
        {
            var (code, message) = (await _http.Post("Echo", Hello[..length])).Refusal;
            Assert.Equal((StatusCode.Internal, $"The stream ends in the middle of a message, {length} bytes after its start."), (code, message));
        }
    }

    [Fact]
    public async Task Truncation_after_good_messages_of_a_stream_is_internal()
    {
        var (code, _) = (await _http.Post("Join", [.. Hello, .. Hello, 0, 0])).Refusal;

        Assert.Equal(StatusCode.Internal, code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Compressed_message_without_encoding_is_internal(string? encoding)
    {
        var headers = encoding is null ? Array.Empty<(string, string)>() : [("grpc-encoding", encoding)];
        var (code, message) = (await _http.Post("Echo", RawHttp.Frame([], flag: 1), headers)).Refusal;

        Assert.Equal((StatusCode.Internal, "A message is marked as compressed, but grpc-encoding names no compression."), (code, message));
    }

    [Fact]
    public async Task Unknown_compression_is_unimplemented_and_the_known_ones_are_named()
    {
        var answer = await _http.Post("Echo", RawHttp.Frame([1, 2, 3], flag: 1), ("grpc-encoding", "middle-out"));

        Assert.Equal((StatusCode.Unimplemented, "The compression 'middle-out' is not supported here; gzip and identity (none) are."), answer.Refusal);
        Assert.Equal("gzip,identity", answer.Headers["grpc-accept-encoding"]);
    }

    [Fact]
    public async Task Encoding_without_a_compressed_message_is_fine()
    {
        var answer = await _http.Post("Echo", Hello, ("grpc-encoding", "middle-out"));

        Assert.Equal("0", answer.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Unknown_flag_is_internal()
    {
        var (code, message) = (await _http.Post("Echo", RawHttp.Frame([], flag: 7))).Refusal;

        Assert.Equal((StatusCode.Internal, "A message starts with the byte 7; 0 (plain) or 1 (compressed) is expected."), (code, message));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_internal()
    {
        var (code, message) = (await _http.Post("Echo", RawHttp.Frame([0xFF, 0xFF, 0xFF]))).Refusal;

        Assert.Equal(StatusCode.Internal, code);
        Assert.StartsWith("A message of 3 bytes cannot be parsed: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Longest_message_passes_and_one_byte_more_does_not()
    {
        const int Limit = 4 * 1024 * 1024;
        var overhead = new EchoRequest { Payload = ByteString.CopyFrom(new byte[Limit / 2]) }.CalculateSize() - (Limit / 2);
        byte[] Sized(int size) => RawHttp.Frame(new EchoRequest { Payload = ByteString.CopyFrom(new byte[size - overhead]) });

        Assert.Equal("0", (await _http.Post("Echo", Sized(Limit))).Trailers["grpc-status"]);
        var (code, message) = (await _http.Post("Echo", Sized(Limit + 1))).Refusal;
        Assert.Equal((StatusCode.ResourceExhausted, $"A message of {Limit + 1} bytes is longer than the {Limit} bytes accepted here."), (code, message));
    }

    [Fact]
    public async Task Claim_of_four_gigabytes_is_refused_by_its_prefix()
    {
        var (code, _) = (await _http.Post("Join", RawHttp.Frame([], claimedLength: -1))).Refusal;

        Assert.Equal(StatusCode.ResourceExhausted, code);
    }

    [Fact]
    public async Task Too_much_metadata_is_resource_exhausted()
    {
        var fits = await _http.Post("Echo", Hello, ("x-big", new string('a', 7000)));
        var (code, message) = (await _http.Post("Echo", Hello, ("x-big", new string('a', 9000)))).Refusal;

        Assert.Equal("0", fits.Trailers["grpc-status"]);
        Assert.Equal((StatusCode.ResourceExhausted, "The request metadata take 9037 bytes (names, values and 32 an entry); 8192 are accepted here."), (code, message));
    }

    [Theory]
    [InlineData("AAECAw==")]
    [InlineData("AAECAw")]
    public async Task Binary_metadata_may_be_padded_or_not(string base64)
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("x-raw-bin", base64));

        Assert.Equal("AAECAw", answer.Headers["x-raw-bin"]);
        Assert.Equal("AAECAw", answer.Trailers["x-raw-trailer-bin"]);
    }

    [Fact]
    public async Task Binary_metadata_may_be_joined_by_commas()
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("x-raw-bin", "AA==,AQ, Ag"));

        var seen = InspectResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).Metadata.Where(m => m.Name == "x-raw-bin").Select(m => m.Value.Single());
        Assert.Equal([0, 1, 2], seen);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A===")]
    [InlineData("A?==")]
    [InlineData("AA A")]
    public async Task Binary_metadata_that_is_no_base64_is_an_invalid_argument(string value)
    {
        var refusal = (await _http.Post("Inspect", RawHttp.Frame([]), ("x-raw-bin", value))).Refusal;

        Assert.Equal((StatusCode.InvalidArgument, "The value of the binary metadata 'x-raw-bin' is not base64."), refusal);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public async Task Timeout_that_is_none_is_an_invalid_argument(string timeout)
    {
        var (code, message) = (await _http.Post("Echo", Hello, ("grpc-timeout", timeout))).Refusal;

        Assert.Equal(StatusCode.InvalidArgument, code);
        Assert.Contains($"'{timeout}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("10M", 600_000)]
    [InlineData("600S", 600_000)]
    [InlineData("600000m", 600_000)]
    [InlineData("99999999u", 99_999.999)]
    public async Task Timeout_in_every_unit_becomes_the_deadline(string timeout, double milliseconds)
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("grpc-timeout", timeout));

        Assert.InRange(InspectResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).DeadlineIn, milliseconds - 60_000, milliseconds);
    }

    [Theory]
    [InlineData("0n")]
    [InlineData("1n")]
    public async Task Timeout_that_is_over_on_arrival_is_deadline_exceeded(string timeout)
    {
        var (code, _) = (await _http.Post("Sleep", RawHttp.Frame(new SleepRequest { Id = timeout, Milliseconds = 30_000 }), ("grpc-timeout", timeout))).Refusal;

        Assert.Equal(StatusCode.DeadlineExceeded, code);
    }

    [Fact]
    public async Task Timeout_beyond_the_calendar_means_none()
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("grpc-timeout", "99999999H"));

        Assert.Equal(-1, InspectResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).DeadlineIn);
    }

    [Fact]
    public async Task Message_of_the_status_is_percent_encoded()
    {
        var answer = await _http.Post("Fail", RawHttp.Frame(new FailRequest { Code = 9, Message = "100 % – naïve\r\n~" }));

        Assert.Equal("100 %25 %E2%80%93 na%C3%AFve%0D%0A~", answer.Refusal.Message);
        Assert.False(answer.Headers.ContainsKey("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Unexpected_exception_is_internal_logged_and_not_told()
    {
        var answer = await _http.Post("Crash", RawHttp.Frame([]));

        Assert.Equal(StatusCode.Internal, answer.Refusal.Code);
        Assert.StartsWith("Internal error; the server's log has the details under call ", answer.Refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, h => h.Value.Contains(EchoHandlers.Secret, StringComparison.Ordinal));
        var callId = answer.Refusal.Message.Split(' ')[^1].TrimEnd('.');
        var logged = Assert.Single(server.Log.Lines, l => l.Text.Contains(callId, StringComparison.Ordinal) && l.Exception is not null);
        Assert.Equal(EchoHandlers.Secret, logged.Exception!.Message);
    }
}
