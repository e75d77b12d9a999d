using Microsoft.Extensions.DependencyInjection;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Hosting;

/// <summary>What happens to running calls when the server is told to stop.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Running_calls_of_every_protocol_finish()
    {
        await using var server = await RunningServer.Of<ClockedServer>();
        using var http1 = RawHttp.Http1(server);
        var calls = new[]
        {
            http1.PostJson("Sleep", """{"id": "drain-connect", "milliseconds": 1500}"""),
            http1.PostAs("application/grpc-web+proto", "Sleep", RawHttp.Frame(new SleepRequest { Id = "drain-web", Milliseconds = 1500 })),
        };
        await Task.WhenAll(server.Value.Handlers.BegunAsync("drain-connect"), server.Value.Handlers.BegunAsync("drain-web"));

        var stop = server.Value.StopAsync();

        var answers = await Task.WhenAll(calls);
        Assert.Equal("""{ "text": "awake" }""", answers[0].Text);
        Assert.Equal("awake", EchoResponse.Parser.ParseFrom(answers[1].Pieces[0].Bytes).Text);
        await stop.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Calls_that_take_longer_than_the_drain_are_cancelled_and_told_so()
    {
        await using var server = await RunningServer.Of<HastyServer>();
        using var http1 = RawHttp.Http1(server);
        using var http2 = RawHttp.Http2(server);
        var (connect, grpc) = (
            http1.PostJson("Sleep", """{"id": "late-connect", "milliseconds": 600000}"""),
            http2.Post("Sleep", RawHttp.Frame(new SleepRequest { Id = "late-grpc", Milliseconds = 600_000 })));
        await Task.WhenAll(server.Value.Handlers.BegunAsync("late-connect"), server.Value.Handlers.BegunAsync("late-grpc"));

        var stop = server.Value.StopAsync();

        Assert.Equal((503, "unavailable", "The server is stopping."), (await connect).ConnectError);
        Assert.Equal((StatusCode.Unavailable, "The server is stopping."), (await grpc).Refusal);
        Assert.Equal("cancelled", (await server.Value.Handlers.OutcomeOf("late-connect")).Outcome);
        await stop.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Stopped_server_takes_no_connections()
    {
        await using var server = await RunningServer.Of<EchoServer>();
        await server.Value.StopAsync();
        using var http1 = RawHttp.Http1(server);

        await Assert.ThrowsAsync<HttpRequestException>(() => http1.PostJson("Echo", "{}"));
    }

    private sealed class HastyServer : EchoServer
    {
        private protected override void Configure(IServiceCollection services) => services.AddRpc(options => options.DrainTime = TimeSpan.FromMilliseconds(200));
    }
}
