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

/// <summary>
/// The PiecewiseLinear service: all services of <c>piecewiselinear.v1</c>, health and reflection, over gRPC on one port and over gRPC-Web and Connect on
/// another (HTTP/2 without TLS cannot share a port with HTTP/1.1).
/// </summary>
public sealed class PlinServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PlinServer(WebApplication application) => _application = application;

    /// <summary>Where gRPC is served, such as <c>http://127.0.0.1:5080</c>.</summary>
    public Uri Address => Addresses()[0];

    /// <summary>Where gRPC-Web and Connect are served, such as <c>http://127.0.0.1:5081</c>.</summary>
    public Uri WebAddress => Addresses()[1];

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
        IPEndPoint web = options.Web ?? Beside(options.Grpc);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenRpc(options.Grpc);
            kestrel.ListenWeb(web);
        });
        builder.Services.AddRpc(rpc =>
        {
            rpc.MaxRequestMessageSize = options.Limits.MaxMessageBytes;
            foreach (string origin in options.AllowedOrigins)
            {
                rpc.AllowedOrigins.Add(origin);
            }
        });
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton(new ModelDirectory(options.DataDirectory));
        builder.Services.AddSingleton<SolverCatalog>();
        builder.Services.AddSingleton<RegionQuestions>();
        builder.Services.AddSingleton<BoundaryQuestions>();
        builder.Services.AddSingleton<EnumerationQuestions>();
        builder.Services.AddSingleton<EnumerationStreams>();
        builder.Services.AddSingleton<NearbyStream>();
        builder.Services.AddSingleton<StatisticsStreams>();
        WebApplication application = builder.Build();
        application.MapRpc(services => services
            .Add(ActivatorUtilities.CreateInstance<ModelRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<RegionRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<PropertyRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<RobustnessRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<BoundaryRpcService>(application.Services))
            .Add(ActivatorUtilities.CreateInstance<CertificateRpcService>(application.Services))
            .AddHealth(application.Services.GetRequiredService<ServiceHealth>())
            .AddReflection()
            .AddOpenApi(DescribedProtos.Read()));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            IPEndPoint refused = e.Message.Contains($"//{web}:", StringComparison.Ordinal) ? web : options.Grpc;
            throw new IOException($"cannot listen on {refused}: {e.GetBaseException().Message}", e);
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

    private static IPEndPoint Beside(IPEndPoint grpc) => new(grpc.Address, grpc.Port is 0 or IPEndPoint.MaxPort ? 0 : grpc.Port + 1);

    private Uri[] Addresses()
        => [.. _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address))];
}

/// <summary>How the service runs.</summary>
public sealed class PlinServerOptions
{
    /// <summary>Where gRPC is served (HTTP/2 without TLS); default the loopback address, port 5080. Port 0 picks a free one.</summary>
    public IPEndPoint Grpc { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>
    /// Where gRPC-Web and Connect are served (HTTP/1.1 without TLS). Port 0 picks a free one. Default (null): the port above that of <see cref="Grpc"/>,
    /// that is 5081, or a free one if that of <see cref="Grpc"/> is free to choose.
    /// </summary>
    public IPEndPoint? Web { get; init; }

    /// <summary>Origins of web pages that may call, besides pages on this machine; see <see cref="RpcOptions.AllowedOrigins"/>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Where models are kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What one request may cost.</summary>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>What is logged, to standard error; default <see cref="LogLevel.Information"/>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
