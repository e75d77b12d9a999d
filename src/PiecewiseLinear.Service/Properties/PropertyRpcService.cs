using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Service;

/// <summary><c>PropertyService</c>: properties on sets of inputs.</summary>
internal sealed class PropertyRpcService(ModelDirectory models, TimeProvider time) : IRpcService
{
    public ServiceDescriptor Descriptor => V1.PropertyServiceReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods) => methods.ServerStreaming<V1.VerifyRequest, V1.VerifyResponse>("Verify", VerifyAsync);

    private async Task VerifyAsync(V1.VerifyRequest request, IResponseStream<V1.VerifyResponse> responses, CallContext context)
    {
        StoredModel model = models.Require(request.Sha256, "sha256");
        VerificationProperty property = Property(request, model.Loaded);
        VerificationOptions options = new()
        {
            Threads = RequestPoints.Threads(request.Threads, "threads"),
            TimeLimit = RequestPoints.Seconds(request.MaxSeconds, "max_seconds"),
            RecordProof = request.Certificate,
            Clock = time,
        };
        ResponseNumbers numbers = ResponseNumbers.Of(request.NumberFormat, "number_format");
        using BackPressure<V1.VerifyResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken =>
        {
            long start = time.GetTimestamp();
            Reports<VerificationProgress> progress = new(value => stream.Offer(new V1.VerifyResponse { Progress = VerificationMessages.Write(value) }));
            VerificationOutcome outcome = VerificationEngine.Verify(model.Loaded.Network, property, options, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (request.Certificate && VerdictDescription.IsCertified(outcome))
            {
                using ChunkStream target = new((chunk, _) => stream.Send(new V1.VerifyResponse { CertificateChunk = chunk }));
                PropertyCertificate.Write(outcome, property, model.Sha256, Sha256Of(request.Vnnlib), target, cancellationToken);
                target.Finish();
            }

            stream.Send(new V1.VerifyResponse { Result = VerificationMessages.Write(outcome, model.Sha256, numbers, time.GetElapsedTime(start)) });
        });
    }

    private static VerificationProperty Property(V1.VerifyRequest request, LoadedNetwork loaded)
    {
        VnnLibProperty file;
        try
        {
            file = VnnLibReader.Read(request.Vnnlib, "vnnlib");
        }
        catch (NetworkFormatException e)
        {
            throw FieldError.Invalid("vnnlib", e.Message, e);
        }

        Expect(file.InputCount, loaded.Network.InputDimension, "inputs");
        Expect(file.OutputCount, loaded.Network.OutputDimension, "outputs");
        VerificationProperty property = VerificationProperty.FromVnnLib(file);
        return TailRule.WhyRefused(loaded.Report.Tail, property) is { } reason ? throw FieldError.Invalid("vnnlib", reason) : property;
    }

    /// <summary>The digest of the property's text in UTF-8, which is what a file of it holds.</summary>
    private static string Sha256Of(string vnnLib) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(vnnLib)));

    private static void Expect(int declared, int actual, string what)
    {
        if (declared != actual)
        {
            throw FieldError.Invalid("vnnlib", $"the property declares {declared} {what}, expected {actual}, the {what} of the network");
        }
    }
}
