namespace PiecewiseLinear.Certificates;

/// <summary>The first line: what the certificate claims, about which network, and how many splits and regions follow.</summary>
internal readonly record struct CertificateHeader(PointRegionsCertificate Certificate, int Splits, int Regions)
{
    public static CertificateHeader Read(CertificateOpening opening)
    {
        LineScanner line = opening.Line;
        PointRegionsCertificate certificate = new()
        {
            NetworkSha256 = opening.NetworkSha256,
            Point = line.Key("point").Numbers(),
            Box = line.Key("box").Null() ? null : line.Box(),
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

    private static string Signs(LineScanner line)
    {
        string signs = line.Text();
        return signs.AsSpan().ContainsAnyExcept("01*") ? throw line.Error($"expected 0, 1 and *, found '{signs}'") : signs;
    }
}
