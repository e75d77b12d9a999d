using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The first line: what the certificate claims, about which network, and how many splits and regions follow.</summary>
internal readonly record struct CertificateHeader(PointRegionsCertificate Certificate, int Splits, int Regions)
{
    private const string Opening = "{\"format\":\"" + CertificateFormat.Name + "\",\"version\":\"";

    public static CertificateHeader Read(DigestedLines lines, string? networkSha256)
    {
        string? text = FirstLine(lines);
        if (text is null || !text.StartsWith(Opening, StringComparison.Ordinal))
        {
            throw new CertificateFormatException(CertificateDefect.NotACertificate, 1, "", $"this is no certificate: expected {Opening}");
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
        if (kind != CertificateFormat.PointRegions)
        {
            throw line.Error($"expected {CertificateFormat.PointRegions}, found '{kind}'");
        }

        PointRegionsCertificate certificate = new()
        {
            NetworkSha256 = sha256,
            Point = line.Key("point").Numbers(),
            Box = line.Key("box").Null() ? null : ReadBox(line),
            Signs = line.Key("signs").List(() => Signs(line)),
            Complete = line.Key("complete").Boolean(),
            Splits = [],
            Regions = [],
        };
        int splits = line.Key("splits").Count();
        int regions = line.Key("regions").Count();
        line.End();
        return new CertificateHeader(certificate, splits, regions);
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

    private static Box ReadBox(LineScanner line)
    {
        ImmutableArray<(Rational Lower, Rational Upper)> ends = line.List(() => line.Pair(line.Number, line.Number));
        try
        {
            return new Box([.. ends.Select(static end => end.Lower)], [.. ends.Select(static end => end.Upper)]);
        }
        catch (ArgumentException exception)
        {
            throw line.Error(exception.Message);
        }
    }

    private static string Signs(LineScanner line)
    {
        string signs = line.Text();
        return signs.AsSpan().ContainsAnyExcept("01*") ? throw line.Error($"expected 0, 1 and *, found '{signs}'") : signs;
    }
}
