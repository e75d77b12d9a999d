namespace PiecewiseLinear.Rpc.Tests.Echo;

/// <summary>A server of one test.</summary>
internal static class RunningServer
{
    /// <summary>Starts a server.</summary>
    public static async Task<RunningServer<T>> Of<T>()
        where T : EchoServer, new()
    {
        var server = new T();
        await server.InitializeAsync();
        return new RunningServer<T>(server);
    }
}

/// <summary>Ends its server when disposed.</summary>
internal sealed record RunningServer<T>(T Value) : IAsyncDisposable
    where T : EchoServer
{
    public static implicit operator EchoServer(RunningServer<T> running) => running.Value;

    public async ValueTask DisposeAsync() => await Value.DisposeAsync();
}
