using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Binding;

namespace PiecewiseLinear.Rpc;

/// <summary>The services that a server offers.</summary>
public sealed class RpcServices
{
    private readonly Dictionary<string, BoundMethod> _methods = new(StringComparer.Ordinal);
    private readonly List<ServiceDescriptor> _descriptors = [];

    internal RpcServices()
    {
    }

    /// <summary>The services added so far, in order.</summary>
    public IReadOnlyList<ServiceDescriptor> Descriptors => _descriptors;

    /// <summary>What the OpenAPI document is to say, or null if none is served.</summary>
    internal OpenApiDescription? OpenApi { get; set; }

    /// <summary>Adds a service.</summary>
    /// <param name="service">What it offers.</param>
    /// <param name="bind">Binds every method.</param>
    /// <exception cref="InvalidOperationException">A method is missing, bound twice or bound with other types or another streaming kind; or the service was added before.</exception>
    public RpcServices Add(ServiceDescriptor service, Action<ServiceBinder> bind)
    {
        ArgumentNullException.ThrowIfNull(service);
        AddAs(service.FullName, service, bind);
        _descriptors.Add(service);
        return this;
    }

    /// <inheritdoc cref="Add(ServiceDescriptor, Action{ServiceBinder})"/>
    public RpcServices Add(IRpcService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Add(service.Descriptor, service.Bind);
    }

    /// <summary>Serves a service under another name too, which is not listed: an old name with the same messages.</summary>
    internal void AddAs(string name, ServiceDescriptor service, Action<ServiceBinder> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var binder = new ServiceBinder(service);
        bind(binder);
        foreach (var method in binder.Complete())
        {
            if (!_methods.TryAdd($"{name}/{method.Descriptor.Name}", method))
            {
                throw new InvalidOperationException($"The service {name} is added twice.");
            }
        }
    }

    internal MethodTable ToTable() => new(_methods);
}
