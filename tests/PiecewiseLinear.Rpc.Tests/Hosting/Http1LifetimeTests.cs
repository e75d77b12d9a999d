using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Hosting;

/// <summary>Callers over HTTP/1.1 who hang up, read slowly, or send headers without end.</summary>
public sealed class Http1LifetimeTests(EchoServer server) : IClassFixture<EchoServer>
{
    [Theory]
    [InlineData("application/json", """{"id": "hangup-json", "milliseconds": 600000}""", "Sleep", "hangup-json")]
    [InlineData("application/connect+json", """{"id": "hangup-stream", "payloadBytes": 1000}""", "Flood", "hangup-stream")]
    [InlineData("application/grpc-web+proto", null, "Flood", "hangup-web")]
    public async Task Hanging_up_cancels_the_handler(string contentType, string? json, string method, string id)
    {
        var message = json is null ? RawHttp.Frame(new FloodRequest { Id = id, PayloadBytes = 1000 })
            : contentType == "application/json" ? Encoding.UTF8.GetBytes(json) : RawHttp.Frame(Encoding.UTF8.GetBytes(json));
        using (var connection = await ConnectAsync())
        {
            await SendAsync(connection, contentType, method, message);
            await server.Handlers.BegunAsync(id);
            connection.LingerState = new LingerOption(enable: true, seconds: 0); // Resets the connection.
        }

        Assert.Equal("cancelled", (await server.Handlers.OutcomeOf(id)).Outcome);
    }

    [Fact]
    public async Task Slow_reader_holds_the_writer_back_and_is_not_cut_off()
    {
        const int PayloadBytes = 1_000_000;
        using var http = new HttpClient { BaseAddress = server.Http1Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpctest.v1.EchoService/Flood")
        {
            Content = new ByteArrayContent(RawHttp.Frame(new FloodRequest { Id = "slow-http1", PayloadBytes = PayloadBytes })),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+proto");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();

        // Longer than the five seconds after which Kestrel cuts slow readers off, unless told otherwise.
        await Task.Delay(TimeSpan.FromSeconds(7));
        var written = await Eventually.Resting(() => server.Handlers.Written("slow-http1"));

        Assert.InRange(written, 1, 40); // The sockets' buffers hold some megabytes; memory never holds the stream.
        var piece = new byte[PayloadBytes];
        for (var i = 0; i < written + 5; i++)
        {
            await body.ReadExactlyAsync(piece);
        }
    }

    [Fact]
    public async Task Deadline_ends_a_stream_that_nobody_reads_by_ending_the_connection()
    {
        await using var clocked = await RunningServer.Of<ClockedServer>();
        using var connection = await ConnectAsync(clocked);
        await SendAsync(connection, "application/connect+proto", "Flood", RawHttp.Frame(new FloodRequest { Id = "unread-http1", PayloadBytes = 100_000_000 }), "connect-timeout-ms: 3000\r\n");

        // Once something has arrived the handler is stuck in its first write: no socket's buffers hold that message.
        await Eventually.True(() => connection.Available > 0);
        clocked.Value.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("cancelled", (await clocked.Value.Handlers.OutcomeOf("unread-http1")).Outcome);
        await Eventually.True(() => IsOver(connection));
    }

    [Theory]
    [InlineData(40_000, 431)]
    [InlineData(9_000, 429)]
    public async Task Headers_that_are_too_long_are_refused(int length, int http)
    {
        using var connection = await ConnectAsync();
        await SendAsync(connection, "application/json", "Echo", "{}"u8.ToArray(), $"x-big: {new string('a', length)}\r\nconnection: close\r\n");

        var answer = new StreamReader(new NetworkStream(connection));
        Assert.StartsWith($"HTTP/1.1 {http} ", await answer.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_is_cut_short_is_not_taken_for_a_message()
    {
        using (var connection = await ConnectAsync())
        {
            await connection.SendAsync("POST /rpctest.v1.EchoService/Sleep HTTP/1.1\r\nhost: a\r\ncontent-type: application/proto\r\ncontent-length: 100\r\n\r\n"u8.ToArray());
            await connection.SendAsync(new byte[] { 10, 3, (byte)'c' });
        }

        await Eventually.True(() => server.Log.Lines.Any(l => l.Text.Contains("EchoService/Sleep from ", StringComparison.Ordinal) && l.Text.Contains("ended Cancelled", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Log.Lines, l => l.Exception is not null);
    }

    private static bool IsOver(Socket connection)
    {
        try
        {
            var buffer = new byte[1 << 20];
            return connection.Receive(buffer) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task SendAsync(Socket connection, string contentType, string method, byte[] body, string headers = "")
    {
        var head = $"POST /rpctest.v1.EchoService/{method} HTTP/1.1\r\nhost: a\r\ncontent-type: {contentType}\r\n{headers}content-length: {body.Length}\r\n\r\n";
        await connection.SendAsync(new byte[][] { Encoding.ASCII.GetBytes(head), body }.SelectMany(b => b).ToArray());
    }

    private Task<Socket> ConnectAsync() => ConnectAsync(server);

    private static async Task<Socket> ConnectAsync(EchoServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Http1Address.Port);
        return socket;
    }
}
