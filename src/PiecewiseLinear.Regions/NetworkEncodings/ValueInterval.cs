using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>The closed interval of numbers from <paramref name="Lower"/> to <paramref name="Upper"/>.</summary>
/// <param name="Lower">The lower end, at most the upper one.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct ValueInterval(Rational Lower, Rational Upper)
{
    /// <summary>The image of the interval under the ReLU v ↦ max(0, v): exact, because the function is monotone.</summary>
    public ValueInterval PositivePart() => new(Rational.Max(Lower, Rational.Zero), Rational.Max(Upper, Rational.Zero));

    /// <summary>Whether the number lies in the interval.</summary>
    public bool Contains(Rational value) => Lower <= value && value <= Upper;
}
