using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The members that begin the first line of every kind: format, version, network, kind.</summary>
/// <param name="NetworkSha256">The network.</param>
/// <param name="Kind">The kind, a known one.</param>
/// <param name="Line">The line, read up to there.</param>
internal readonly record struct CertificateOpening(string NetworkSha256, string Kind, LineScanner Line)
{
    private const string Start = "{\"format\":\"" + CertificateFormat.Name + "\",\"version\":\"";

    private static readonly string[] s_kinds =
        [CertificateFormat.PointRegions, CertificateFormat.RegionCount, CertificateFormat.PropertyHolds, CertificateFormat.PropertyViolated, CertificateFormat.Radius];

    public static CertificateOpening Read(DigestedLines lines, string? networkSha256)
    {
        string? text = FirstLine(lines);
        if (text is null || !text.StartsWith(Start, StringComparison.Ordinal))
        {
            throw new CertificateFormatException(CertificateDefect.NotACertificate, 1, "", $"this is no certificate: expected {Start}");
        }

        LineScanner line = new(text, 1);
        _ = line.Key("format").Text();
        CheckVersion(line.Key("version"));
        string sha256 = line.Key("network").Text();
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw line.Error($"expected a SHA-256 in lower-case hexadecimal, found '{sha256}'");
        }

        if (networkSha256 is not null && sha256 != networkSha256)
        {
            throw line.Error($"this certificate is about the network {sha256}, not about {networkSha256}", CertificateDefect.OtherNetwork);
        }

        string kind = line.Key("kind").Text();
        return Array.IndexOf(s_kinds, kind) >= 0 ? new CertificateOpening(sha256, kind, line)
            : throw line.Error($"expected {string.Join(", ", s_kinds[..^1])} or {s_kinds[^1]}, found '{kind}'");
    }

    /// <summary>A file whose first line cannot even be read as text is no certificate.</summary>
    private static string? FirstLine(DigestedLines lines)
    {
        try
        {
            return lines.Next();
        }
        catch (CertificateFormatException)
        {
            return null;
        }
    }

    private static void CheckVersion(LineScanner line)
    {
        Rational version = line.Number();
        if (version > CertificateFormat.Version)
        {
            throw line.Error($"format version {version} is newer than this checker ({CertificateFormat.Version})", CertificateDefect.NewerVersion);
        }

        if (version == Rational.One)
        {
            throw line.Error($"format version 1 was never released and is not read; ask the question again for a certificate of version {CertificateFormat.Version}", CertificateDefect.OlderVersion);
        }

        if (version != CertificateFormat.Version)
        {
            throw line.Error($"there is no format version {version}");
        }
    }
}
