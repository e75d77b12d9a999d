using System.Globalization;
using Google.Protobuf;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;
using Rational = PiecewiseLinear.Exact.Rational;

namespace PiecewiseLinear.Cli;

/// <summary>The part of the demo about the decision boundary: how far the digit is from becoming another one.</summary>
internal static class DemoRadius
{
    /// <summary>Asks for the exact linf radius with its certificate, and prints the answer.</summary>
    public static async Task<(RadiusResult Result, ByteString Certificate)> AskAsync(RpcClient client, Model model, Vector point, CancellationToken cancellationToken)
    {
        CertifyRequest request = new()
        {
            Sha256 = model.Sha256,
            Points = point,
            Norm = Norm.Linf,
            Box = new V1.Box { EveryInput = new Interval { Lower = new V1.Rational { Value = "0" }, Upper = new V1.Rational { Value = "1" } } },
            Certificate = true,
        };
        RadiusResult? result = null;
        using MemoryStream certificate = new();
        await foreach (CertifyResponse message in client.ServerStreamingAsync<CertifyRequest, CertifyResponse>(
            RobustnessServiceReflection.Descriptor.Services[0].FindMethodByName("Certify"), request, cancellation: cancellationToken))
        {
            result = message.Result ?? result;
            message.CertificateChunk?.Data.WriteTo(certificate);
        }

        if (result?.Point is null || result.Exact is null)
        {
            throw new BadInputException($"the service did not find the exact radius: {result?.Incomplete ?? "no result"}");
        }

        Console.WriteLine($"question    how far all pixels may change before another digit ties or wins ({result.ElapsedMs.ToString("F1", CultureInfo.InvariantCulture)} ms)");
        Console.WriteLine($"  radius     {Rational.Parse(result.Exact.Value).ToDoubleApproximate().ToString("R", CultureInfo.InvariantCulture)} in linf, exactly {result.Exact.Value}");
        Console.WriteLine($"  decision   {result.Label} at the digit; {result.Other} ties at the nearest point, {result.Steps} boxes and cells looked at");
        return (result, ByteString.CopyFrom(certificate.ToArray()));
    }
}
