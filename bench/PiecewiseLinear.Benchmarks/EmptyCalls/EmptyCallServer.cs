using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Benchmarks;

/// <summary>The health service, whose messages are empty or two bytes, beside an endpoint that echoes its body and does nothing else.</summary>
internal sealed class EmptyCallServer : IAsyncDisposable
{
    public const string BarePath = "/bare";
    public const string CallPath = "/grpc.health.v1.Health/Check";

    private readonly WebApplication _application;

    private EmptyCallServer(WebApplication application)
    {
        _application = application;
        Uri[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static a => new Uri(a))];
        (Http2, Http1) = (addresses[0], addresses[1]);
    }

    public Uri Http2 { get; }

    public Uri Http1 { get; }

    public static async Task<EmptyCallServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.ListenRpc(new IPEndPoint(IPAddress.Loopback, 0));
            kestrel.ListenWeb(new IPEndPoint(IPAddress.Loopback, 0));
        });
        builder.Services.AddRpc();
        WebApplication application = builder.Build();
        application.MapPost(BarePath, EchoAsync);
        application.MapRpc(services => services.AddHealth(application.Services.GetRequiredService<ServiceHealth>()));
        await application.StartAsync();
        return new EmptyCallServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task EchoAsync(HttpContext http)
    {
        byte[] body = new byte[5];
        await http.Request.Body.ReadExactlyAsync(body);
        http.Response.ContentType = http.Request.ContentType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    }
}
