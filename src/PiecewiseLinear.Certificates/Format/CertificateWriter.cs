using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Writes certificates of the kind point-regions in the current format version (docs/certificates.md): canonical JSON Lines. Equal certificates are equal byte for byte; rows within
/// a list are put into <see cref="RowReference.Order"/>, multipliers of weight 0 are left out.
/// </summary>
public static class CertificateWriter
{
    /// <summary>Writes a certificate; the stream stays open. Linear in the length of the text.</summary>
    /// <exception cref="ArgumentException">A number exceeds the limits of the format, or facets and redundant rows are not both given.</exception>
    public static void Write(PointRegionsCertificate certificate, Stream target, CancellationToken cancellationToken = default)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int lines = 0;
        foreach (StringBuilder line in Lines(certificate))
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] bytes = Encoding.ASCII.GetBytes(line.Append('\n').ToString());
            hash.AppendData(bytes);
            target.Write(bytes);
            lines++;
        }

        string end = string.Create(CultureInfo.InvariantCulture, $"{{\"end\":\"{lines}\",\"sha256\":\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"}}\n");
        target.Write(Encoding.ASCII.GetBytes(end));
    }

    private static IEnumerable<StringBuilder> Lines(PointRegionsCertificate certificate)
    {
        yield return Header(certificate);
        foreach (DirectionSplit split in certificate.Splits)
        {
            yield return new LineBuilder().Text("split", split.Neuron.ToString()).Text("sides", SideName(split.Sides))
                .Multipliers("refutation", split.Refutation).End();
        }

        foreach (RegionEvidence region in certificate.Regions)
        {
            if (region.Facets.HasValue != region.Redundant.HasValue)
            {
                throw new ArgumentException($"region {string.Join(' ', region.Pattern.ToLayerStrings())}: facets and redundant rows are given together or not at all", nameof(certificate));
            }

            yield return new LineBuilder().Texts("region", region.Pattern.ToLayerStrings()).Numbers("interior", region.Interior)
                .Count("facets", region.Facets?.Length).Count("redundant", region.Redundant?.Length).Boolean("ball", region.Ball is not null).End();
            foreach (FacetEvidence facet in (region.Facets ?? []).OrderBy(static facet => facet.Row, RowReference.Order))
            {
                yield return new LineBuilder().Text("facet", facet.Row.ToString())
                    .Texts("also", facet.Also.Order(RowReference.Order).Select(static row => row.ToString())).Step(facet.Step).End();
            }

            foreach (RedundancyEvidence redundancy in (region.Redundant ?? []).OrderBy(static redundancy => redundancy.Row, RowReference.Order))
            {
                yield return new LineBuilder().Text("redundant", redundancy.Row.ToString()).Multipliers("multipliers", redundancy.Multipliers).End();
            }

            if (region.Ball is { } ball)
            {
                yield return Ball(ball);
            }
        }
    }

    private static StringBuilder Header(PointRegionsCertificate certificate)
        => new LineBuilder().Text("format", CertificateFormat.Name).Count("version", CertificateFormat.Version)
            .Text("network", certificate.NetworkSha256).Text("kind", CertificateFormat.PointRegions)
            .Numbers("point", certificate.Point).Box("box", certificate.Box).Texts("signs", certificate.Signs).Boolean("complete", certificate.Complete)
            .Count("splits", certificate.Splits.Length).Count("regions", certificate.Regions.Length).End();

    private static StringBuilder Ball(BallEvidence ball)
        => new LineBuilder().Text("ball", ball.Norm.Name()).Numbers("center", ball.Center).Number("lower", ball.Lower).Number("upper", ball.Upper)
            .Multipliers("multipliers", ball.Multipliers).Numbers("ray", ball.Ray).End();

    private static string SideName(SplitSides sides)
        => sides switch
        {
            SplitSides.Both => "both",
            SplitSides.OnlyActive => "active",
            SplitSides.OnlyInactive => "inactive",
            _ => throw new ArgumentOutOfRangeException(nameof(sides), sides, "expected Both, OnlyActive or OnlyInactive"),
        };
}
