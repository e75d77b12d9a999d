using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>Certificates of verdicts before the independent checker.</summary>
internal static class PropertyCertificates
{
    private static readonly string s_hash = new('a', 64);

    /// <summary>Writes the certificate of a verdict and has it accepted. Returns its text.</summary>
    public static byte[] Accept(ReluNetwork network, VerificationProperty property, VerificationOutcome outcome, string? sha256 = null)
    {
        using MemoryStream text = new();
        PropertyCertificate.Write(outcome, property, sha256 ?? s_hash, vnnLibSha256: null, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(network, sha256 ?? s_hash, text);
        Assert.True(result is CheckResult.Valid, result.ToString());
        return text.ToArray();
    }
}
