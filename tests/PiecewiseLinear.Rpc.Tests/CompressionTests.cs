using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>gzip in every protocol, both ways, and what it may not be used for.</summary>
public sealed class CompressionTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private const int Limit = 4 * 1024 * 1024;

    /// <summary>Content type, HTTP version, the header that names a request's compression, the one that accepts it, the one that names the answer's.</summary>
    public static TheoryData<string, int, string, string> Enveloped => new()
    {
        { "application/grpc", 2, "grpc-encoding", "grpc-accept-encoding" },
        { "application/grpc-web+proto", 1, "grpc-encoding", "grpc-accept-encoding" },
        { "application/connect+proto", 1, "connect-content-encoding", "connect-accept-encoding" },
    };

    private readonly RawHttp _http1 = RawHttp.Http1(server);
    private readonly RawHttp _http2 = RawHttp.Http2(server);

    public void Dispose()
    {
        _http1.Dispose();
        _http2.Dispose();
    }

    [Theory]
    [MemberData(nameof(Enveloped))]
    public async Task Long_messages_of_a_stream_are_compressed_both_ways_and_short_ones_are_not(string contentType, int version, string encoding, string accept)
    {
        var request = Gzip(new EchoRequest { Text = new string('a', 100_000) });
        var small = new EchoRequest { Text = "b" };
        var answer = await Http(version).PostAs(contentType, "Chat", [.. RawHttp.Frame(request, flag: 1), .. RawHttp.Frame(small)], (encoding, "gzip"), (accept, "br, gzip"));

        Assert.Equal("gzip", answer.Headers[encoding]);
        Assert.Equal((1, 0), (answer.Pieces[0].Flag, answer.Pieces[1].Flag));
        Assert.InRange(answer.Pieces[0].Bytes.Length, 1, 5_000);
        Assert.Equal("re: " + new string('a', 100_000), EchoResponse.Parser.ParseFrom(Gunzip(answer.Pieces[0].Bytes)).Text);
        Assert.Equal("re: b", EchoResponse.Parser.ParseFrom(answer.Pieces[1].Bytes).Text);
    }

    [Theory]
    [MemberData(nameof(Enveloped))]
    public async Task Bomb_is_refused_by_what_it_decompresses_to(string contentType, int version, string encoding, string accept)
    {
        var bomb = Gzip(new byte[200 * 1024 * 1024]);
        Assert.InRange(bomb.Length, 1, Limit);
        _ = accept;
        var answer = await Http(version).PostAs(contentType, "Join", RawHttp.Frame(bomb, flag: 1), (encoding, "gzip"));

        var said = answer.Text + string.Join(' ', answer.Headers.Values);
        Assert.Contains($"A message of {bomb.Length} bytes is longer than the {Limit} bytes accepted here when decompressed.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1 })]
    public async Task Bytes_that_are_not_gzip_are_refused(byte[] bytes)
    {
        var answer = await _http2.Post("Echo", RawHttp.Frame(bytes, flag: 1), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.Internal, answer.Refusal.Code);
        Assert.StartsWith($"A message of {bytes.Length} bytes is said to be gzip, but cannot be decompressed: ", answer.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_truncation_of_a_compressed_message_is_refused()
    {
        var whole = Gzip(new EchoRequest { Text = "hello, hello, hello" });
        for (var length = 1; length < whole.Length; length++)
        {
            var answer = await _http2.Post("Echo", RawHttp.Frame(whole[..length], flag: 1), ("grpc-encoding", "gzip"));
            Assert.True(answer.Headers.GetValueOrDefault("grpc-status") == "13", $"{length} of {whole.Length} bytes were accepted");
        }
    }

    [Fact]
    public async Task Unary_body_is_compressed_both_ways()
    {
        var request = new MemoryStream();
        await using (var gzip = new GZipStream(request, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes($$"""{"text": "{{new string('a', 100_000)}}"}"""));
        }

        var answer = await _http1.PostAs("application/json", "Echo", request.ToArray(), ("content-encoding", "gzip"), ("accept-encoding", "gzip, deflate"));

        Assert.Equal("gzip", answer.ContentHeaders["content-encoding"]);
        Assert.Equal($$"""{ "text": "{{new string('a', 100_000)}}" }""", Encoding.UTF8.GetString(Gunzip(answer.Body)));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip;q=0")]
    [InlineData("gzip;q=0.0")]
    [InlineData("br")]
    public async Task Answer_is_plain_unless_gzip_is_accepted(string accepted)
    {
        var answer = await _http1.PostJson("Echo", $$"""{"text": "{{new string('a', 100_000)}}"}""", ("accept-encoding", accepted));

        Assert.False(answer.ContentHeaders.ContainsKey("content-encoding"));
        Assert.StartsWith("{", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unary_bomb_is_refused()
    {
        var bomb = Gzip(new byte[200 * 1024 * 1024]);

        Assert.Equal(
            (429, "resource_exhausted", $"A message of {bomb.Length} bytes is longer than the {Limit} bytes accepted here when decompressed."),
            (await _http1.PostAs("application/proto", "Echo", bomb, ("content-encoding", "gzip"))).ConnectError);
    }

    [Fact]
    public async Task Unknown_compression_of_a_unary_body_is_unimplemented()
    {
        var answer = await _http1.PostAs("application/json", "Echo", [1], ("content-encoding", "br"));

        Assert.Equal((501, "unimplemented", "The compression 'br' is not supported here; gzip and identity (none) are."), answer.ConnectError);
        Assert.Equal("gzip,identity", answer.Headers["accept-encoding"]);
    }

    private static byte[] Gzip(IMessage message) => Gzip(message.ToByteArray());

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Gunzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private RawHttp Http(int version) => version == 2 ? _http2 : _http1;
}
