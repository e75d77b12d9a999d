using Google.Protobuf.Reflection;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary><c>CertificateService</c>: checks certificates against stored models.</summary>
internal sealed class CertificateRpcService(ModelDirectory models) : IRpcService
{
    public ServiceDescriptor Descriptor => V1.CertificateServiceReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods)
        => methods.Unary<V1.CheckRequest, V1.CheckResponse>("Check", (request, context) => Task.Run(() => Check(request, context.Cancellation), context.Cancellation));

    private V1.CheckResponse Check(V1.CheckRequest request, CancellationToken cancellationToken)
    {
        StoredModel model = models.Require(request.Sha256, "sha256");
        using MemoryStream text = new(request.Certificate.ToByteArray(), writable: false);
        try
        {
            return CertificateChecker.Check(model.Loaded.Network, model.Sha256, text, cancellationToken) switch
            {
                CheckResult.Valid valid => new V1.CheckResponse { Valid = true, Claim = valid.Claim },
                CheckResult.Invalid invalid => new V1.CheckResponse { Valid = false, Reason = invalid.Reason },
                var other => throw new InvalidOperationException($"a check ended with the unknown result {other.GetType().Name}"),
            };
        }
        catch (CertificateFormatException e)
        {
            throw FieldError.Invalid("certificate", e.Message, e);
        }
    }
}
