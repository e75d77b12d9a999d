using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>Certificates of verdicts before the independent checker.</summary>
internal static class PropertyCertificates
{
    /// <summary>Writes the certificate of a verdict and has it accepted. Returns its text.</summary>
    public static byte[] Accept(ReluNetwork network, VerificationProperty property, VerificationOutcome outcome, string? sha256 = null)
        => Checked.Accept(network, (hash, text) => PropertyCertificate.Write(outcome, property, hash, vnnLibSha256: null, text), sha256);
}
