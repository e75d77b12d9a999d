namespace PiecewiseLinear.Exact;

/// <summary>How long a number may be that is read from outside.</summary>
/// <param name="MaxDigits">The largest number of digits of a numerator, a denominator or a mantissa.</param>
/// <param name="MaxExponent">The largest absolute value of a decimal exponent (<c>1e-4000</c> needs 4000).</param>
public readonly record struct NumberLimits(int MaxDigits, int MaxExponent)
{
    /// <summary>For numbers that people and programs send: 10,000 digits, exponents to ±5,000 (every double fits).</summary>
    public static NumberLimits Default { get; } = new(10_000, 5_000);
}
