using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>A certificate as lines, sealed anew with a right count and digest, so that the digest cannot do the rejecting.</summary>
internal static class CertificateText
{
    public static string[] BodyOf(byte[] certificate) => [.. Encoding.ASCII.GetString(certificate).Split('\n').SkipLast(2)];

    public static byte[] Seal(IReadOnlyList<string> body)
    {
        string text = string.Concat(body.Select(static line => line + "\n"));
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}{{\"end\":\"{body.Count}\",\"sha256\":\"{digest}\"}}\n"));
    }
}
