using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PiecewiseLinear.TestKit.Clocks;

namespace PiecewiseLinear.Rpc.Tests.Echo;

/// <summary>The test service on real loopback sockets: one port for HTTP/2, one for HTTP/1.1.</summary>
public class EchoServer : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>Everything the host logged.</summary>
    internal LogMemory Log { get; } = new();

    internal EchoHandlers Handlers { get; } = new();

    internal ServiceHealth Health => App.Services.GetRequiredService<ServiceHealth>();

    internal Uri Address { get; private set; } = null!;

    internal Uri Http1Address { get; private set; } = null!;

    internal int Port => Address.Port;

    private protected WebApplication App => _app ?? throw new InvalidOperationException("The server has not been started.");

    public virtual async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenRpc(new IPEndPoint(IPAddress.Loopback, 0));
            kestrel.ListenWeb(new IPEndPoint(IPAddress.Loopback, 0));
        });
        builder.Services.AddRpc();

        // Longer than any test waits: a server that stops has stopped by itself.
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = 2 * Eventually.Patience);
        Configure(builder.Services);
        _app = builder.Build();
        _app.MapGet("/pages/home", () => "a page");
        _app.MapRpc(services => services.Add(Handlers).AddHealth(Health).AddReflection().AddOpenApi(new OpenApiDescription("Echo", "1.2.3")));
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();
        (Address, Http1Address) = (addresses[0], addresses[1]);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    internal Task StopAsync() => App.StopAsync();

    internal RpcClient NewClient() => new(Address);

    private protected virtual void Configure(IServiceCollection services)
    {
    }
}

/// <summary>A test service for which time passes only as its test says: deadlines and the drain depend on no machine.</summary>
public class ClockedServer : EchoServer
{
    internal JumpingClock Clock { get; } = new();

    private protected override void Configure(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);
}

/// <summary>Remembers log lines.</summary>
internal sealed class LogMemory : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> _lines = new();

    public IReadOnlyCollection<(LogLevel Level, string Text, Exception? Exception)> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
