using Google.Protobuf;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Requests;

/// <summary>What the host answers to messages that are framed or compressed wrongly, byte for byte.</summary>
public sealed class MessageFramesTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private static readonly byte[] Hello = RawHttp.Frame(new EchoRequest { Text = "hello" });

    private readonly RawHttp _http = RawHttp.Http2(server);

    public void Dispose() => _http.Dispose();

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
}
