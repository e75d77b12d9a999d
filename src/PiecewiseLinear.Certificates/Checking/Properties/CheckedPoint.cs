using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The point x₀ of a radius, exactly and between doubles.</summary>
internal sealed class CheckedPoint(ImmutableArray<Rational> exact)
{
    public ImmutableArray<Rational> Exact { get; } = exact;

    /// <summary>The largest doubles that are at most x₀: so an end that is a double is above x₀ if it is above these.</summary>
    public double[] Low { get; } = [.. exact.Select(static x => x.RoundDown())];

    /// <summary>The least doubles that are at least x₀.</summary>
    public double[] High { get; } = [.. exact.Select(static x => x.RoundUp())];
}
