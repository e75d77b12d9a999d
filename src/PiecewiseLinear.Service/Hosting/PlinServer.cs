using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>The PiecewiseLinear service: all services of <c>piecewiselinear.v1</c>, health and reflection, over gRPC.</summary>
public sealed class PlinServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PlinServer(WebApplication application) => _application = application;

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:5080</c>.</summary>
    public Uri Address
        => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a server.</summary>
    /// <exception cref="IOException">The address is taken or the data directory cannot be written.</exception>
    public static async Task<PlinServer> StartAsync(PlinServerOptions options, CancellationToken cancellationToken)
    {
        Validator.ValidateObject(options.Limits, new ValidationContext(options.Limits), validateAllProperties: true);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(options.LogLevel);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // It would log what StartAsync throws.
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRpc(options.Grpc));
        builder.Services.AddRpc(rpc => rpc.MaxRequestMessageSize = options.Limits.MaxMessageBytes);
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton(new ModelDirectory(options.DataDirectory));
        builder.Services.AddSingleton<SolverCatalog>();
        builder.Services.AddSingleton<RegionQuestions>();
        WebApplication application = builder.Build();
        application.MapRpc(services => services
            .Add(ActivatorUtilities.CreateInstance<ModelRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<RegionRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<CertificateRpcService>(application.Services))
            .AddHealth(application.Services.GetRequiredService<ServiceHealth>())
            .AddReflection());
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new IOException($"cannot listen on {options.Grpc}: {e.GetBaseException().Message}", e);
        }

        return new PlinServer(application);
    }

    /// <summary>Completes when the process is told to stop (SIGTERM, SIGINT) and the server has stopped.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}

/// <summary>How the service runs.</summary>
public sealed class PlinServerOptions
{
    /// <summary>Where gRPC is served (HTTP/2 without TLS); default the loopback address, port 5080. Port 0 picks a free one.</summary>
    public IPEndPoint Grpc { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>Where models are kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What one request may cost.</summary>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>What is logged, to standard error; default <see cref="LogLevel.Information"/>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
