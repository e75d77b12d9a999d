namespace PiecewiseLinear.Certificates;

/// <summary>Two lines around a relu on the bounds of its z: αz ≤ relu(z) ≤ λz + t, for the doubles that they are. The default value is that of an inactive neuron.</summary>
internal readonly record struct Relaxation(double Alpha, double Lambda, double Offset)
{
    // The canonical slope changes where u is above −l by this factor: bounds of symmetric data are often u = −l in exact arithmetic, and hang on no rounding there.
    private static readonly double s_tip = 1d + Math.ScaleB(1d, -20);
    private static readonly double s_above = 1d + Math.ScaleB(1d, -50);
    private static readonly double s_tiny = Math.ScaleB(1d, -1000);

    /// <summary>That of an active neuron.</summary>
    public static Relaxation Active { get; } = new(1d, 1d, 0d);

    /// <summary>On [l, u]; α is canonical if none is named (not a number), and a settled neuron has its exact lines.</summary>
    public static Relaxation Of(double lower, double upper, double alpha)
    {
        if (lower >= 0d)
        {
            return Active;
        }

        if (upper <= 0d)
        {
            return default;
        }

        // u − l rounded is at least u, so λ ≤ 1. −λl and (1 − λ)u are off by a factor of at least (1 − 2⁻⁵³)² and by 2⁻¹⁰⁷⁴; the factor 1 + 2⁻⁵⁰ and the term 2⁻¹⁰⁰⁰ are more.
        double lambda = upper / (upper - lower);
        return new Relaxation(double.IsNaN(alpha) ? (upper > -lower * s_tip ? 1d : 0d) : alpha, lambda, (Math.Max(-lambda * lower, (1d - lambda) * upper) * s_above) + s_tiny);
    }

    /// <summary>What a coefficient of relu(z) passes on to z.</summary>
    public double Pass(double value) => value * (value < 0d ? Lambda : Alpha);

    /// <summary>What it passes on to the constant, at most 0.</summary>
    public double Below(double value) => value < 0d ? value * Offset : 0d;
}
