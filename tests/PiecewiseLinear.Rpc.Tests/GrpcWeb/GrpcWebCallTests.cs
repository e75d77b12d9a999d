using System.Net;
using System.Text;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.GrpcWeb;

/// <summary>gRPC-Web calls, byte for byte, over HTTP/1.1.</summary>
public sealed class GrpcWebCallTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private const string Binary = "application/grpc-web+proto";
    private const string Text = "application/grpc-web-text+proto";

    private static readonly byte[] Hello = RawHttp.Frame(new EchoRequest { Text = "hello" });
    private static readonly byte[] Answered = RawHttp.Frame(new EchoResponse { Text = "hello" });
    private static readonly byte[] Good = RawHttp.Frame("grpc-status: 0\r\n"u8.ToArray(), flag: 0x80);

    private readonly RawHttp _http = RawHttp.Http1(server);

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web+proto")]
    public async Task Trailers_are_the_last_piece_of_the_body(string contentType)
    {
        var answer = await _http.PostAs(contentType, "Echo", Hello);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal(contentType, answer.ContentHeaders["content-type"]);
        Assert.Equal([.. Answered, .. Good], answer.Body);
        Assert.Empty(answer.Trailers);
        Assert.False(answer.Headers.ContainsKey("grpc-status"));
    }

    [Fact]
    public async Task Text_is_base64_piece_by_piece()
    {
        var answer = await _http.PostAs(Text, "Echo", Encoding.ASCII.GetBytes(Convert.ToBase64String(Hello)));

        Assert.Equal(Text, answer.ContentHeaders["content-type"]);
        Assert.Equal(Convert.ToBase64String(Answered) + Convert.ToBase64String(Good), answer.Text);
    }

    [Fact]
    public async Task Text_may_be_cut_into_padded_pieces_anywhere()
    {
        for (var cut = 0; cut <= Hello.Length; cut++)
        {
            var body = Convert.ToBase64String(Hello[..cut]) + Convert.ToBase64String(Hello[cut..]);
            var answer = await _http.PostAs(Text, "Echo", Encoding.ASCII.GetBytes(body));

            Assert.StartsWith(Convert.ToBase64String(Answered), answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Long_text_passes_both_ways()
    {
        var payload = new byte[1_000_001];
        new Random(11).NextBytes(payload);
        var request = RawHttp.Frame(new EchoRequest { Payload = ByteString.CopyFrom(payload) });
        var answer = await _http.PostAs(Text, "Echo", Encoding.ASCII.GetBytes(Convert.ToBase64String(request)));

        var response = RawHttp.Frame(new EchoResponse { Payload = ByteString.CopyFrom(payload) });
        Assert.StartsWith(Convert.ToBase64String(response), answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AAAA*AAA", "The body of a grpc-web-text request is not base64.")]
    [InlineData("    ", "The body of a grpc-web-text request is not base64.")]
    [InlineData("AAA", "The base64 of the request ends in the middle of a group of 4 characters.")]
    [InlineData("AAAA", "The stream ends in the middle of a message, 3 bytes after its start.")]
    public async Task Text_that_is_no_message_is_internal(string body, string message)
    {
        var answer = await _http.PostAs(Text, "Echo", Encoding.ASCII.GetBytes(body));

        Assert.Equal(("13", message), (answer.Headers["grpc-status"], answer.Headers["grpc-message"]));
    }

    [Fact]
    public async Task Refusal_without_a_message_stands_in_the_headers()
    {
        var answer = await _http.PostAs(Binary, "Nothing", Hello);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("12", answer.Headers["grpc-status"]);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task Failure_after_messages_stands_in_the_body_with_the_trailers()
    {
        var answer = await _http.PostAs(Binary, "Repeat", RawHttp.Frame(new RepeatRequest { Text = "n", Count = 2, FailCode = 15 }));

        Assert.Equal([0, 0, 0x80], answer.Pieces.Select(p => (int)p.Flag));
        Assert.Equal("x-after: 2\r\ngrpc-status: 15\r\ngrpc-message: failed in the stream\r\n", Encoding.ASCII.GetString(answer.Pieces[^1].Bytes));
    }

    [Fact]
    public async Task Binary_trailers_are_base64()
    {
        var answer = await _http.PostAs(Binary, "Inspect", RawHttp.Frame([]), ("x-raw-bin", "AAECAw=="));

        Assert.Equal("AAECAw", answer.Headers["x-raw-bin"]);
        Assert.StartsWith("x-raw-trailer-bin: AAECAw\r\n", Encoding.ASCII.GetString(answer.Pieces[^1].Bytes), StringComparison.Ordinal);
    }
}
