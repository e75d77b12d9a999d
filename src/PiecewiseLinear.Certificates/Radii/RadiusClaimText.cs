using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The first line of certificates of the kind radius.</summary>
internal static class RadiusClaimText
{
    public static IEnumerable<StringBuilder> Lines(RadiusClaim claim)
        => [new LineBuilder().Text("format", CertificateFormat.Name).Count("version", CertificateFormat.Version).Text("network", claim.NetworkSha256).Text("kind", CertificateFormat.Radius)
            .Numbers("point", claim.Point).Text("norm", claim.Norm.Name()).Count("label", claim.Label).Count("target", claim.Target).Box("box", claim.Box).Boolean("none", claim.None)
            .Number("lower", claim.Lower).Number("upper", claim.Upper).Numbers("witness", claim.Witness).End()];
}
