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
    {
        VerificationResult? result = null;
        await foreach (VerifyResponse message in service.Client.ServerStreamingAsync<VerifyRequest, VerifyResponse>(
            RunningService.MethodOf(VerifyRequest.Descriptor), new VerifyRequest { Sha256 = sha256, Vnnlib = vnnlib }))
        {
            result = message.Result ?? result;
        }

        return result ?? throw new InvalidOperationException("the stream ended without a verdict");
    }
}
