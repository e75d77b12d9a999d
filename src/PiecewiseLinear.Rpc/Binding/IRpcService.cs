using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc;

/// <summary>A service: a descriptor and handlers for all of its methods.</summary>
public interface IRpcService
{
    /// <summary>What the service offers, from the generated code (<c>XxxReflection.Descriptor.Services[i]</c>).</summary>
    ServiceDescriptor Descriptor { get; }

    /// <summary>Binds every method of <see cref="Descriptor"/> to its handler.</summary>
    void Bind(ServiceBinder methods);
}
