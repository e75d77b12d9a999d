using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>A service that is not bound as its descriptor says does not start.</summary>
public sealed class ServiceBinderTests
{
    [Fact]
    public void All_problems_are_listed_at_once()
    {
        var e = Assert.Throws<InvalidOperationException>(() => new RpcServices().Add(EchoHandlers.Service, methods => methods
            .Unary<EchoRequest, EchoResponse>("Echo", (_, _) => Task.FromResult(new EchoResponse()))
            .Unary<EchoRequest, EchoResponse>("Echo", (_, _) => Task.FromResult(new EchoResponse()))
            .Unary<EchoRequest, EchoResponse>("Ech", (_, _) => Task.FromResult(new EchoResponse()))
            .Unary<EchoRequest, JoinResponse>("Join", (_, _) => Task.FromResult(new JoinResponse()))
            .ServerStreaming<RepeatRequest, JoinResponse>("Repeat", (_, _, _) => Task.CompletedTask)));

        Assert.Equal(
            "The service rpctest.v1.EchoService is not bound as its descriptor says: Echo is bound twice; Ech is bound but the service has no such method; "
            + "Join is bound as Unary EchoRequest → JoinResponse but is ClientStreaming EchoRequest → JoinResponse; "
            + "Repeat is bound as ServerStreaming RepeatRequest → JoinResponse but is ServerStreaming RepeatRequest → EchoResponse; "
            + "Chat (DuplexStreaming EchoRequest → EchoResponse) is not bound; Fail (Unary FailRequest → EchoResponse) is not bound; "
            + "Sleep (Unary SleepRequest → EchoResponse) is not bound; Flood (ServerStreaming FloodRequest → EchoResponse) is not bound; "
            + "Outcome (Unary OutcomeRequest → OutcomeResponse) is not bound; Inspect (Unary InspectRequest → InspectResponse) is not bound; "
            + "Crash (Unary CrashRequest → EchoResponse) is not bound.",
            e.Message);
    }

    [Fact]
    public void Service_added_twice_is_refused()
    {
        var services = new RpcServices().Add(new EchoHandlers());

        Assert.Equal("The service rpctest.v1.EchoService is added twice.", Assert.Throws<InvalidOperationException>(() => services.Add(new EchoHandlers())).Message);
    }
}
