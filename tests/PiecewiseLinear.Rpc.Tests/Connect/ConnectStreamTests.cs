using System.Net;
using System.Text;
using System.Text.Json;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Connect;

/// <summary>Streaming Connect calls, byte for byte, over HTTP/1.1.</summary>
public sealed class ConnectStreamTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private const string Json = "application/connect+json";
    private const string Proto = "application/connect+proto";

    private readonly RawHttp _http = RawHttp.Http1(server);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Server_stream_ends_with_an_empty_object()
    {
        var answer = await _http.PostAs(Json, "Repeat", Message("""{"text": "n", "count": 2}"""));

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal(Json, answer.ContentHeaders["content-type"]);
        Assert.Equal([(0, """{ "text": "n0" }"""), (0, """{ "text": "n1" }"""), (2, "{}")], Texts(answer));
    }

    [Fact]
    public async Task Failure_in_a_stream_comes_last_with_the_trailers()
    {
        var answer = await _http.PostAs(Proto, "Repeat", RawHttp.Frame(new RepeatRequest { Text = "n", Count = 1, FailCode = 15 }));

        Assert.Equal(2, answer.Pieces.Count);
        Assert.Equal("n0", EchoResponse.Parser.ParseFrom(answer.Pieces[0].Bytes).Text);
        Assert.Equal((2, """{"error":{"code":"data_loss","message":"failed in the stream"},"metadata":{"x-after":["1"]}}"""), Texts(answer)[1]);
    }

    [Fact]
    public async Task Client_stream_is_joined()
    {
        var answer = await _http.PostAs(Json, "Join", [.. Message("""{"text": "a"}"""), .. Message("""{"text": "b"}""")]);

        Assert.Equal([(0, """{ "text": "ab", "count": 2 }"""), (2, "{}")], Texts(answer));
    }

    [Fact]
    public async Task Duplex_stream_answers_each_message()
    {
        var answer = await _http.PostAs(Json, "Chat", [.. Message("""{"text": "a"}"""), .. Message("""{"text": "fail"}""")]);

        Assert.Equal([(0, """{ "text": "re: a" }"""), (2, """{"error":{"code":"not_found","message":"asked to fail"}}""")], Texts(answer));
    }

    [Fact]
    public async Task Second_message_on_a_single_request_is_unimplemented() =>
        Assert.Equal("unimplemented", Error(await _http.PostAs(Json, "Repeat", [.. Message("{}"), .. Message("{}")])).Code);

    [Fact]
    public async Task Every_truncation_of_a_message_is_an_invalid_argument()
    {
        var message = Message("""{"text": "a"}""");
        for (var length = 1; length < message.Length; length++)
        {
            Assert.Equal(
                ("invalid_argument", $"The stream ends in the middle of a message, {length} bytes after its start."),
                Error(await _http.PostAs(Json, "Repeat", message[..length])));
        }
    }

    [Theory]
    [InlineData(1, "A message is marked as compressed, but connect-content-encoding names no compression.")]
    [InlineData(2, "A message starts with the byte 2; 0 (plain) or 1 (compressed) is expected.")]
    public async Task Flag_that_means_nothing_is_an_invalid_argument(byte flag, string message) =>
        Assert.Equal(("invalid_argument", message), Error(await _http.PostAs(Json, "Repeat", RawHttp.Frame([], flag))));

    [Fact]
    public async Task Unknown_compression_is_unimplemented()
    {
        var answer = await _http.PostAs(Json, "Repeat", Message("{}"), ("connect-content-encoding", "middle-out"));

        Assert.Equal(("unimplemented", "The compression 'middle-out' is not supported here; gzip and identity (none) are."), Error(answer));
        Assert.Equal("gzip,identity", answer.Headers["connect-accept-encoding"]);
    }

    [Fact]
    public async Task Deadline_may_pass_in_the_middle_of_a_stream()
    {
        await using var clocked = await RunningServer.Of<ClockedServer>();
        using var http = RawHttp.Http1(clocked);
        var call = http.PostAs(
            Proto, "Repeat", RawHttp.Frame(new RepeatRequest { Text = "n", Count = 1_000_000, DelayMilliseconds = 20 }), ("connect-timeout-ms", "2000"));
        await Eventually.True(() => clocked.Value.Handlers.Written("n") >= 2);
        clocked.Value.Clock.Advance(TimeSpan.FromSeconds(2));
        var answer = await call;

        Assert.InRange(answer.Pieces.Count, 3, 1_000_000);
        Assert.Equal("""{"error":{"code":"deadline_exceeded","message":"The deadline passed before the call completed."}}""", Encoding.UTF8.GetString(answer.Pieces[^1].Bytes));
    }

    private static byte[] Message(string json) => RawHttp.Frame(Encoding.UTF8.GetBytes(json));

    private static List<(int Flag, string Text)> Texts(RawAnswer answer) => [.. answer.Pieces.Select(p => ((int)p.Flag, Encoding.UTF8.GetString(p.Bytes)))];

    private static (string Code, string Message) Error(RawAnswer answer)
    {
        var (flag, bytes) = Assert.Single(answer.Pieces);
        Assert.Equal(2, flag);
        using var json = JsonDocument.Parse(bytes);
        var error = json.RootElement.GetProperty("error");
        return (error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!);
    }
}
