using System.Text;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>Certificates before the independent checker.</summary>
internal static class Checked
{
    private static readonly string s_hash = new('a', 64);

    /// <summary>Has a certificate written for a network of some SHA-256, and accepted. Returns its text.</summary>
    public static byte[] Accept(ReluNetwork network, Action<string, Stream> write, string? sha256 = null)
    {
        using MemoryStream text = new();
        write(sha256 ?? s_hash, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(network, sha256 ?? s_hash, text);
        Assert.True(result is CheckResult.Valid, $"{result}\n{Encoding.UTF8.GetString(text.ToArray())}");
        return text.ToArray();
    }
}
