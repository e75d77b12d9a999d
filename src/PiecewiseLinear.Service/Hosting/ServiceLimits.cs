using System.ComponentModel.DataAnnotations;

namespace PiecewiseLinear.Service;

/// <summary>What one request may cost. Validated when the service starts.</summary>
public sealed class ServiceLimits
{
    /// <summary>The largest model that is accepted, in bytes; default 512 MiB.</summary>
    [Range(1, 2_000_000_000)]
    public int MaxModelBytes { get; set; } = 512 << 20;

    /// <summary>The largest number of regions listed for a point, whatever a request asks for; default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxRegions { get; set; } = 100_000;

    /// <summary>The largest message that is accepted, in bytes; default 16 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int MaxMessageBytes { get; set; } = 16 << 20;
}
