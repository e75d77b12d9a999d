using PiecewiseLinear.Rpc.Health;

namespace PiecewiseLinear.Rpc;

/// <summary>Adds health checks.</summary>
public static class HealthServices
{
    /// <summary>Serves <c>grpc.health.v1.Health</c>.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="health">The state to report; the container has one as a singleton.</param>
    public static RpcServices AddHealth(this RpcServices services, ServiceHealth health)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(health);
        return services.Add(new HealthService(health));
    }
}
