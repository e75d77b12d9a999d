using System.Globalization;

namespace PiecewiseLinear.Benchmarks;

/// <summary>Least, median and largest of some measurements.</summary>
internal readonly record struct Spread(double Least, double Median, double Largest)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(sorted[0], sorted[sorted.Length / 2], sorted[^1]);
    }

    public string Show(string format)
        => string.Create(CultureInfo.InvariantCulture, $"{Least.ToString(format, CultureInfo.InvariantCulture)} / {Median.ToString(format, CultureInfo.InvariantCulture)} / {Largest.ToString(format, CultureInfo.InvariantCulture)}");
}
