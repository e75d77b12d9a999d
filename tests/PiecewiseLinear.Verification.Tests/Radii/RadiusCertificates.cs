using System.Text;
using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Certificates of radii before the independent checker.</summary>
internal static class RadiusCertificates
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    public static void Accept(RadiusQuery query, RadiusAnswer answer)
    {
        using MemoryStream text = new();
        RadiusCertificate.Write(query, answer, Hash, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(query.Network, Hash, text);
        Assert.True(result is CheckResult.Valid, $"{result}\n{Encoding.UTF8.GetString(text.ToArray())}");
    }
}
