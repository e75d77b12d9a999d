using MathNet.Numerics.Statistics;

namespace PiecewiseLinear.Regions;

/// <summary>The distribution of one number over regions: descriptive, in doubles. Quantiles are interpolated (the median-unbiased estimate, R's type 8).</summary>
/// <param name="Count">How many numbers.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Percentile5">5 % are below.</param>
/// <param name="Quartile1">25 % are below.</param>
/// <param name="Median">50 % are below.</param>
/// <param name="Quartile3">75 % are below.</param>
/// <param name="Percentile95">95 % are below.</param>
/// <param name="Maximum">The largest.</param>
public sealed record Distribution(
    long Count, double Mean, double Minimum, double Percentile5, double Quartile1, double Median, double Quartile3, double Percentile95, double Maximum)
{
    /// <summary>The distribution of the given numbers, or null when there are none.</summary>
    public static Distribution? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        if (sorted.Length == 0)
        {
            return null;
        }

        Array.Sort(sorted);
        double Quantile(double q) => SortedArrayStatistics.Quantile(sorted, q);
        return new Distribution(
            sorted.Length, ArrayStatistics.Mean(sorted), sorted[0], Quantile(0.05), Quantile(0.25), Quantile(0.5), Quantile(0.75), Quantile(0.95), sorted[^1]);
    }
}
