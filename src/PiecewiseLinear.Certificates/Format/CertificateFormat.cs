namespace PiecewiseLinear.Certificates;

/// <summary>The names that identify the format (docs/certificates.md).</summary>
public static class CertificateFormat
{
    /// <summary>The value of the first member of the first line.</summary>
    public const string Name = "piecewiselinear-certificate";

    /// <summary>The version that is written, and the only one that is read: version 1 was never released.</summary>
    public const int Version = 2;

    /// <summary>The kind of a <see cref="PointRegionsCertificate"/>.</summary>
    public const string PointRegions = "point-regions";

    /// <summary>The kind that <see cref="RegionCountWriter"/> writes.</summary>
    public const string RegionCount = "region-count";

    /// <summary>The kind that <see cref="PropertyProofWriter"/> writes.</summary>
    public const string PropertyHolds = "property-holds";

    /// <summary>The kind that <see cref="PropertyViolationWriter"/> writes.</summary>
    public const string PropertyViolated = "property-violated";

    /// <summary>The kind that <see cref="RadiusProofWriter"/> writes.</summary>
    public const string Radius = "radius";
}
