using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Certificates of radii before the independent checker.</summary>
internal static class RadiusCertificates
{
    /// <summary>Writes the certificate of a radius and has it accepted. Returns its text.</summary>
    public static byte[] Accept(RadiusQuery query, RadiusAnswer answer, string? sha256 = null)
        => Checked.Accept(query.Network, (hash, text) => RadiusCertificate.Write(query, answer, hash, text), sha256);
}
