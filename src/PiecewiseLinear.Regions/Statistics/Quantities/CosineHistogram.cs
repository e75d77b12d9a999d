using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// |cos| values of pairs of normals, counted in <see cref="Bins"/> bins of equal width on [0, 1]; 0 is orthogonal, 1 is parallel. Descriptive: each value is computed in doubles from correctly
/// rounded exact coefficients (absolute error below (d + 4)·2⁻⁵²), nothing is decided by it.
/// </summary>
/// <param name="Counts">The number of pairs in each bin; bin k holds k/Bins ≤ |cos| &lt; (k + 1)/Bins, the last one also 1.</param>
/// <param name="Sum">The sum of the values.</param>
/// <param name="SumOfSquares">The sum of their squares.</param>
public sealed record CosineHistogram(ImmutableArray<long> Counts, double Sum, double SumOfSquares)
{
    /// <summary>The number of bins.</summary>
    public const int Bins = 50;

    /// <summary>No values.</summary>
    public static CosineHistogram Empty { get; } = new([.. new long[Bins]], 0, 0);

    /// <summary>The number of pairs.</summary>
    public long Pairs => Counts.Sum();

    /// <summary>The mean, or null without pairs.</summary>
    public double? Mean => Pairs == 0 ? null : Sum / Pairs;

    /// <summary>The standard deviation, or null without pairs.</summary>
    public double? StandardDeviation => Mean is { } mean ? Math.Sqrt(Math.Max(0, (SumOfSquares / Pairs) - (mean * mean))) : null;

    /// <summary>The value below which a share q of the pairs lies, interpolated within its bin (so within 1/Bins); null without pairs.</summary>
    public double? Quantile(double q)
    {
        double wanted = q * Pairs, below = 0;
        for (int k = 0; k < Bins; k++)
        {
            if (Counts[k] > 0 && below + Counts[k] >= wanted)
            {
                return (k + Math.Clamp((wanted - below) / Counts[k], 0, 1)) / Bins;
            }

            below += Counts[k];
        }

        return null;
    }

    /// <summary>The values of both.</summary>
    public CosineHistogram Add(CosineHistogram other)
        => other.Pairs == 0 ? this : new([.. Counts.Zip(other.Counts, static (a, b) => a + b)], Sum + other.Sum, SumOfSquares + other.SumOfSquares);

    /// <inheritdoc/>
    public bool Equals(CosineHistogram? other)
        => other is not null && Counts.SequenceEqual(other.Counts) && Sum.Equals(other.Sum) && SumOfSquares.Equals(other.SumOfSquares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pairs, Sum, SumOfSquares);

    /// <summary>The histogram of all pairs of the given vectors of nonzero length.</summary>
    internal static CosineHistogram OfPairs(IReadOnlyList<double[]> unitVectors)
    {
        long[] counts = new long[Bins];
        double sum = 0, squares = 0;
        for (int i = 1; i < unitVectors.Count; i++)
        {
            for (int k = 0; k < i; k++)
            {
                double cosine = Math.Min(1, Math.Abs(ApproximateVector.Dot(unitVectors[i], unitVectors[k])));
                counts[Math.Min(Bins - 1, (int)(cosine * Bins))]++;
                sum += cosine;
                squares += cosine * cosine;
            }
        }

        return new CosineHistogram(ImmutableCollectionsMarshal.AsImmutableArray(counts), sum, squares);
    }
}
