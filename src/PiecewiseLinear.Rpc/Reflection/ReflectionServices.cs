using PiecewiseLinear.Rpc.Reflection;

namespace PiecewiseLinear.Rpc;

/// <summary>Adds server reflection.</summary>
public static class ReflectionServices
{
    /// <summary>The name of reflection before it was called v1; the messages are the same, and some tools know no other.</summary>
    private const string OldName = "grpc.reflection.v1alpha.ServerReflection";

    /// <summary>Serves <c>grpc.reflection.v1.ServerReflection</c>, also under its old name, for all services, those added later included.</summary>
    public static RpcServices AddReflection(this RpcServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var reflection = new ReflectionService(() => services.Descriptors);
        services.AddAs(OldName, reflection.Descriptor, reflection.Bind);
        return services.Add(reflection);
    }
}
