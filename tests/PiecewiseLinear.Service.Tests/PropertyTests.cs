using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Properties over a real socket.</summary>
public sealed class PropertyTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Square = """
        (declare-const X_0 Real)
        (declare-const X_1 Real)
        (declare-const Y_0 Real)
        (assert (<= X_0 1)) (assert (>= X_0 -1))
        (assert (<= X_1 1)) (assert (>= X_1 -1))

        """;

    [Fact]
    public async Task A_verdict_comes_with_its_witness()
    {
        string sha256 = await service.UploadAsync("models", "golden", "a_2_32x3_1.json");
        VerificationResult violated = await VerifyAsync(sha256, Square + "(assert (<= Y_0 0))");
        Assert.Equal(PropertyVerdict.Violated, violated.Verdict);
        Assert.Equal(2, violated.WitnessInput.Exact.Count);
        Assert.True(Exact.Rational.Parse(violated.WitnessOutput.Exact[0].Value).Sign <= 0);
        VerificationResult holds = await VerifyAsync(sha256, Square + "(assert (<= Y_0 -100))");
        Assert.Equal(PropertyVerdict.Holds, holds.Verdict);
        Assert.Null(holds.WitnessInput);
    }

    [Theory]
    [InlineData("(assert (<= Y_0 -1.8))", "the property holds")]
    [InlineData("(assert (<= Y_0 0))", "the property is violated")]
    public async Task A_verdict_comes_with_its_certificate_in_chunks_on_request(string unsafeSet, string claim)
    {
        string sha256 = await service.UploadAsync("models", "golden", "a_2_32x3_1.json");
        VerifyRequest request = new() { Sha256 = sha256, Vnnlib = Square + unsafeSet, Certificate = true };
        (VerificationResult result, byte[] certificate) = await StreamAsync(request);
        Assert.Equal(Evidence.Certified, result.Evidence);
        Assert.Equal(result.WitnessInput is null ? ["verdict"] : ["verdict", "witness"], result.Certified);
        CheckResponse check = await service.CheckAsync(sha256, certificate);
        Assert.True(check.Valid, check.Reason);
        Assert.Contains(claim, check.Claim, StringComparison.Ordinal);

        (VerificationResult plain, byte[] nothing) = await StreamAsync(new VerifyRequest { Sha256 = sha256, Vnnlib = request.Vnnlib });
        Assert.Empty(nothing);
        Assert.Equal((result.Verdict, result.Evidence), (plain.Verdict, plain.Evidence));
    }

    [Fact]
    public async Task Bad_properties_name_the_field()
    {
        string sha256 = await service.UploadAsync("models", "golden", "a_2_32x3_1.json");
        (StatusCode code, string message, string? field) = await RunningService.RefusalAsync(VerifyAsync(sha256, "(assert (<= Y_0"));
        Assert.Equal((StatusCode.InvalidArgument, "vnnlib"), (code, field));
        Assert.Contains("line 1", message, StringComparison.Ordinal);
        (_, message, _) = await RunningService.RefusalAsync(VerifyAsync(sha256, "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= X_0 1))(assert (>= X_0 0))(assert (<= Y_0 0))"));
        Assert.Contains("1 inputs, expected 2", message, StringComparison.Ordinal);
    }

    private async Task<VerificationResult> VerifyAsync(string sha256, string vnnlib)
        => (await StreamAsync(new VerifyRequest { Sha256 = sha256, Vnnlib = vnnlib })).Result;

    /// <summary>The verdict, which is the last message, and the chunks before it put together.</summary>
    private async Task<(VerificationResult Result, byte[] Certificate)> StreamAsync(VerifyRequest request)
    {
        VerificationResult? result = null;
        using MemoryStream certificate = new();
        await foreach (VerifyResponse message in service.Client.ServerStreamingAsync<VerifyRequest, VerifyResponse>(
            RunningService.MethodOf(VerifyRequest.Descriptor), request))
        {
            Assert.Null(result);
            result = message.Result;
            certificate.Write(message.CertificateChunk.Span);
        }

        return (result ?? throw new InvalidOperationException("the stream ended without a verdict"), certificate.ToArray());
    }
}
