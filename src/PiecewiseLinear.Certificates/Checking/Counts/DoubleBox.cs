using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The box of the free inputs in doubles, rounded outward: what holds on it holds on the box.</summary>
internal sealed class DoubleBox
{
    public DoubleBox(Domain domain)
    {
        Rational[] lower = [.. domain.FreeInputs.Select(j => domain.Box!.Lower[j])];
        Rational[] upper = [.. domain.FreeInputs.Select(j => domain.Box!.Upper[j])];
        Lower = [.. lower.Select(static end => end.RoundDown())];
        Upper = [.. upper.Select(static end => end.RoundUp())];
        InnerLower = [.. lower.Select(static end => end.RoundUp())];
        InnerUpper = [.. upper.Select(static end => end.RoundDown())];
        Reach = [.. Lower.Zip(Upper, static (low, high) => Math.Max(Math.Abs(low), Math.Abs(high)))];
        HalfWidth = [.. lower.Zip(upper, static (low, high) => ((high - low) / 2).RoundDown())];
    }

    public int Count => Lower.Length;

    /// <summary>Lower ends, rounded down.</summary>
    public double[] Lower { get; }

    /// <summary>Upper ends, rounded up.</summary>
    public double[] Upper { get; }

    /// <summary>Lower ends, rounded up: a larger coordinate is strictly inside.</summary>
    public double[] InnerLower { get; }

    /// <summary>Upper ends, rounded down: a smaller coordinate is strictly inside.</summary>
    public double[] InnerUpper { get; }

    /// <summary>The largest |xⱼ| in the box, from above.</summary>
    public double[] Reach { get; }

    /// <summary>Half the widths, from below. An affine function that is at most e on the box has coefficients of at most e / half width.</summary>
    public double[] HalfWidth { get; }
}
