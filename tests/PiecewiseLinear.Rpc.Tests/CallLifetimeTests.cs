using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>Deadlines, health over time, limits and the end of the server.</summary>
public sealed class CallLifetimeTests
{
    [Fact]
    public async Task Handler_that_ignores_its_deadline_does_not_hold_up_the_caller()
    {
        await using var server = await RunningServer.Of<ClockedServer>();
        using var http = RawHttp.Http2(server);

        var call = http.Post("Sleep", RawHttp.Frame(new SleepRequest { Id = "deaf", Deaf = true }), ("grpc-timeout", "2S"));
        await server.Value.Handlers.BegunAsync("deaf");
        server.Value.Clock.Advance(TimeSpan.FromSeconds(2));
        var answer = await call;

        Assert.Equal(StatusCode.DeadlineExceeded, answer.Refusal.Code);
        Assert.False(server.Value.Handlers.OutcomeOf("deaf").IsCompleted);
        server.Value.Handlers.Wake("deaf");
        Assert.Equal("finished", (await server.Value.Handlers.OutcomeOf("deaf")).Outcome);
        Assert.DoesNotContain(answer.Headers, h => h.Value == "late");
        await server.Value.StopAsync();
        Assert.DoesNotContain(server.Value.Log.Lines, l => l.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Watched_health_follows_every_change_and_ends_with_the_server()
    {
        await using var server = await RunningServer.Of<ClockedServer>();
        using var client = server.Value.NewClient();
        var watch = HealthReflection.Descriptor.Services[0].FindMethodByName("Watch");
        await using var stream = client.ServerStreamingAsync<HealthCheckRequest, HealthCheckResponse>(
            watch, new HealthCheckRequest { Service = "rpctest.v1.EchoService" }).GetAsyncEnumerator();

        Assert.Equal("Serving", await Next());
        server.Value.Health.Set("rpctest.v1.EchoService", serving: false);
        Assert.Equal("NotServing", await Next());
        server.Value.Health.Set("rpctest.v1.EchoService", serving: true);
        Assert.Equal("Serving", await Next());

        var stop = server.Value.StopAsync();
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            Assert.Equal("NotServing", await Next());
            await Next();
        });
        Assert.Equal(StatusCode.Unavailable, e.Status.Code);
        await stop.WaitAsync(Eventually.Patience);

        async Task<string> Next()
        {
            Assert.True(await stream.MoveNextAsync());
            return stream.Current.Status.ToString();
        }
    }

    [Fact]
    public async Task Stopping_server_lets_running_calls_finish()
    {
        await using var server = await RunningServer.Of<ClockedServer>();
        using var client = server.Value.NewClient();
        var call = client.UnaryAsync<SleepRequest, EchoResponse>(EchoHandlers.Method("Sleep"), new SleepRequest { Id = "graceful", Milliseconds = 1000 });
        await server.Value.Handlers.BegunAsync("graceful");

        var stop = server.Value.StopAsync();

        Assert.Equal("awake", (await call).Text);
        await stop.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_are_refused_and_others_let_through()
    {
        await using var server = await RunningServer.Of<LimitedServer>();
        using var client = server.Value.NewClient();
        var running = client.UnaryAsync<SleepRequest, EchoResponse>(EchoHandlers.Method("Sleep"), new SleepRequest { Id = "limit", Milliseconds = 600_000 });
        await server.Value.Handlers.BegunAsync("limit");

        var e = await Assert.ThrowsAsync<RpcException>(() => client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest()));
        Assert.Equal(StatusCode.ResourceExhausted, e.Status.Code);
        var check = HealthReflection.Descriptor.Services[0].FindMethodByName("Check");
        var health = await client.UnaryAsync<HealthCheckRequest, HealthCheckResponse>(check, new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Interceptors_see_every_call_and_may_leave_something_for_the_handler()
    {
        await using var server = await RunningServer.Of<GuardedServer>();
        using var client = server.Value.NewClient();

        var e = await Assert.ThrowsAsync<RpcException>(() => client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest()));
        Assert.Equal((StatusCode.Unauthenticated, "who are you?"), (e.Status.Code, e.Status.Message));

        var allowed = new RpcCallOptions { Metadata = new RpcMetadata { { "x-user", "ada" } } };
        await client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest(), allowed);
        Assert.Equal("ada", allowed.ResponseTrailers.Text("x-seen"));
    }

    [Fact]
    public async Task Each_call_leaves_one_line_in_the_log()
    {
        await using var server = await RunningServer.Of<EchoServer>();
        using var client = server.Value.NewClient();
        await client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest());

        var line = Assert.Single(server.Value.Log.Lines, l => l.Text.Contains("EchoService/Echo from ", StringComparison.Ordinal)).Text;
        Assert.Matches(@"^rpctest\.v1\.EchoService/Echo from ipv4:127\.0\.0\.1:\d+ ended Ok in \d+\.\d ms \(call .+\)$", line);
    }

    [Fact]
    public async Task Options_out_of_range_do_not_start()
    {
        await using var server = new BadlyConfiguredServer();
        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(server.InitializeAsync);

        Assert.Contains("MaxRequestMessageSize", e.Message, StringComparison.Ordinal);
    }

    private sealed class LimitedServer : EchoServer
    {
        private protected override void Configure(IServiceCollection services) => services.AddSingleton<IRpcInterceptor>(
            new ConcurrencyLimitInterceptor(1, method => method.StartsWith("rpctest.", StringComparison.Ordinal)));
    }

    private sealed class BadlyConfiguredServer : EchoServer, IAsyncDisposable
    {
        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        private protected override void Configure(IServiceCollection services) => services.AddRpc(options => options.MaxRequestMessageSize = 0);
    }

    private sealed class GuardedServer : EchoServer
    {
        private protected override void Configure(IServiceCollection services) => services
            .AddSingleton<IRpcInterceptor, Guard>()
            .AddSingleton<IRpcInterceptor, Witness>();
    }

    private sealed record User(string Name);

    private sealed class Guard : IRpcInterceptor
    {
        public Task<RpcStatus> InterceptAsync(CallContext context, CallContinuation next)
        {
            var name = context.RequestMetadata.Text("x-user") ?? throw new RpcException(StatusCode.Unauthenticated, "who are you?");
            context.Set(new User(name));
            return next(context);
        }
    }

    private sealed class Witness : IRpcInterceptor
    {
        public async Task<RpcStatus> InterceptAsync(CallContext context, CallContinuation next)
        {
            var status = await next(context);
            context.ResponseTrailers.Add("x-seen", context.Get<User>()!.Name);
            return status;
        }
    }
}
