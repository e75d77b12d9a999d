using System.Net;
using System.Net.Http.Headers;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>A stream goes at the pace of its reader.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task Slow_reader_holds_the_writer_back_and_is_not_cut_off()
    {
        await using var server = await RunningServer.Of<EchoServer>();
        using var client = server.Value.NewClient();
        const int PayloadBytes = 1_000_000;
        await using var stream = client.ServerStreamingAsync<FloodRequest, EchoResponse>(
            EchoHandlers.Method("Flood"), new FloodRequest { Id = "slow", PayloadBytes = PayloadBytes }).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());

        // Longer than the five seconds after which Kestrel cuts slow readers off, unless told otherwise.
        await Task.Delay(TimeSpan.FromSeconds(7));
        var written = await Eventually.Resting(() => server.Value.Handlers.Written("slow"));

        Assert.InRange(written, 1, 40); // Windows and buffers of both sides hold some megabytes; memory never holds the stream.
        for (var i = 0; i < written + 10; i++)
        {
            Assert.True(await stream.MoveNextAsync());
            Assert.Equal(PayloadBytes, stream.Current.Payload.Length);
        }
    }

    [Fact]
    public async Task Deadline_ends_a_stream_that_nobody_reads()
    {
        await using var server = await RunningServer.Of<ClockedServer>();
        using var http = new HttpClient { BaseAddress = server.Value.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpctest.v1.EchoService/Flood")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(RawHttp.Frame(new FloodRequest { Id = "unread", PayloadBytes = 1_000_000 })),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("grpc-timeout", "4S");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        // This client keeps no deadline and reads nothing: now that the headers are here the handler is stuck in its first write, which is larger than the window, and no status would reach the client.
        server.Value.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("cancelled", (await server.Value.Handlers.OutcomeOf("unread")).Outcome);
        await Eventually.True(() => server.Value.Log.Lines.Any(l => l.Text.Contains("EchoService/Flood from ", StringComparison.Ordinal)));
        var e = await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync());
        Assert.Equal(0x8, Assert.IsType<HttpProtocolException>(e.GetBaseException()).ErrorCode); // The stream was reset with CANCEL.
    }
}
