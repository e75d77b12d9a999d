using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PiecewiseLinear.Rpc.Dispatch;
using PiecewiseLinear.Rpc.Hosting;
using PiecewiseLinear.Rpc.Interception;
using PiecewiseLinear.Rpc.OpenApi;
using PiecewiseLinear.Rpc.Wire;

namespace PiecewiseLinear.Rpc;

/// <summary>Puts services on an ASP.NET application.</summary>
public static class RpcHosting
{
    /// <summary>Registers what <see cref="MapRpc"/> needs: options, call logging, health. Interceptors are added as singletons of <see cref="IRpcInterceptor"/>.</summary>
    public static IServiceCollection AddRpc(this IServiceCollection services, Action<RpcOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RpcOptions>().Configure(configure ?? (static _ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceHealth>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRpcInterceptor, CallLoggingInterceptor>());
        return services;
    }

    /// <summary>Serves services. Each method answers at <c>POST /package.Service/Method</c>, in the protocol that the content type names.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="add">Adds the services.</param>
    /// <exception cref="InvalidOperationException">A service is not bound as its descriptor says.</exception>
    public static IEndpointConventionBuilder MapRpc(this IEndpointRouteBuilder endpoints, Action<RpcServices> add)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(add);
        var provider = endpoints.ServiceProvider;
        var services = new RpcServices();
        add(services);

        var lifetime = provider.GetRequiredService<IHostApplicationLifetime>();
        var health = provider.GetRequiredService<ServiceHealth>();
        health.Announce(services.Descriptors.Select(s => s.FullName));
        lifetime.ApplicationStopping.Register(health.Stop);

        var options = provider.GetRequiredService<IOptions<RpcOptions>>().Value;
        var table = services.ToTable();
        var dispatcher = new CallDispatcher(
            table,
            provider.GetServices<IRpcInterceptor>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CallDispatcher>>(),
            lifetime.ApplicationStopping,
            Drained(options.DrainTime, provider.GetRequiredService<TimeProvider>(), lifetime.ApplicationStopping));
        var types = Google.Protobuf.Reflection.TypeRegistry.FromFiles([Google.Rpc.ErrorDetailsReflection.Descriptor, .. services.Descriptors.Select(static s => s.File)]);
        var origins = new CrossOriginRule(options.AllowedOrigins);
        var endpoint = new RpcEndpoint(new WireProtocols(options, types), table, dispatcher, origins);

        var group = endpoints.MapGroup("");
        foreach (var name in table.Names)
        {
            group.Map(RoutePatternFactory.Parse("/" + name), endpoint.HandleAsync).WithDisplayName(name);
        }

        if (services.OpenApi is { } description)
        {
            var page = new OpenApiPage(services.Descriptors, description, origins);
            group.Map("/openapi.json", page.HandleAsync).WithDisplayName("OpenAPI document");
        }

        // Calls of unknown methods get a status rather than a page.
        var unknown = RoutePatternFactory.Parse("/{**method}", defaults: null, parameterPolicies: new { method = new CallConstraint(endpoint) });
        group.Map(unknown, endpoint.HandleAsync).WithDisplayName("calls of unknown methods").WithOrder(int.MaxValue);
        return group;
    }

    /// <summary>Listens for HTTP/1.1: gRPC-Web and Connect, beside pages. Streams may be as slow as their reader.</summary>
    /// <remarks>HTTP/2 without TLS needs a port of its own, <see cref="ListenRpc"/>.</remarks>
    /// <param name="kestrel">The server.</param>
    /// <param name="endPoint">Where to listen; port 0 picks a free one.</param>
    public static void ListenWeb(this KestrelServerOptions kestrel, System.Net.IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(endPoint);
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>Listens for HTTP/2 without TLS (h2c, prior knowledge) and lets streams be as slow as their reader.</summary>
    /// <remarks>
    /// Turns off Kestrel's minimum response rate, which would cut the connection of a caller that takes more than five seconds over a message
    /// of a long stream. Dead peers are found by HTTP/2 pings instead.
    /// </remarks>
    /// <param name="kestrel">The server.</param>
    /// <param name="endPoint">Where to listen; port 0 picks a free one.</param>
    public static void ListenRpc(this KestrelServerOptions kestrel, System.Net.IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(endPoint);
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http2);
    }

    /// <summary>Fires some time after the server was told to stop. The source lives as long as the application.</summary>
    private static CancellationToken Drained(TimeSpan after, TimeProvider time, CancellationToken stopping)
    {
        var drained = new CancellationTokenSource();
        stopping.Register(() => _ = Task.Delay(after, time, CancellationToken.None).ContinueWith(
            _ => drained.CancelAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));
        return drained.Token;
    }
}
