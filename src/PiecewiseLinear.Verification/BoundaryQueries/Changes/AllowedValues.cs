using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>The values that one input may take by box, balls, categories, one-hot groups and integrality; one-hot groups as a whole and balls as a whole are not in it.</summary>
/// <param name="Lower">The least value; null for none.</param>
/// <param name="Upper">The largest value; null for none.</param>
/// <param name="Values">The only values, ascending; default for an interval.</param>
/// <param name="IsInteger">Whether the values are the whole numbers of the interval.</param>
internal sealed record AllowedValues(Rational? Lower, Rational? Upper, ImmutableArray<Rational> Values, bool IsInteger)
{
    /// <summary>Every real number.</summary>
    public static AllowedValues Everything { get; } = new(null, null, default, false);

    /// <summary>Whether no value is allowed.</summary>
    public bool IsEmpty => Values.IsDefault ? Lower is { } low && Upper is { } high && low > high : Values.IsEmpty;

    /// <summary>Whether at most one value is allowed.</summary>
    public bool IsFixed => Values.IsDefault ? Lower is { } low && Upper is { } high && low >= high : Values.Length <= 1;

    /// <summary>Whether a value is allowed.</summary>
    public bool Contains(Rational value)
        => Values.IsDefault
            ? (Lower is not { } low || low <= value) && (Upper is not { } high || value <= high) && (!IsInteger || value.IsInteger)
            : Values.Contains(value);

    /// <summary>The allowed values in an interval.</summary>
    public AllowedValues Within(Rational lower, Rational upper)
        => Values.IsDefault
            ? Rounded(this with { Lower = Lower is { } low ? Rational.Max(low, lower) : lower, Upper = Upper is { } high ? Rational.Min(high, upper) : upper })
            : Among([.. Values.Where(v => v >= lower && v <= upper)]);

    /// <summary>The allowed values among those given.</summary>
    public AllowedValues Among(ImmutableArray<Rational> values)
    {
        ImmutableArray<Rational> kept = [.. values.Where(Contains).Distinct().Order()];
        return new AllowedValues(kept.IsEmpty ? 1 : kept[0], kept.IsEmpty ? 0 : kept[^1], kept, IsInteger);
    }

    /// <summary>The allowed whole numbers.</summary>
    public AllowedValues WholeNumbers() => Values.IsDefault ? Rounded(this with { IsInteger = true }) : Among([.. Values.Where(static v => v.IsInteger)]);

    private static AllowedValues Rounded(AllowedValues allowed)
        => allowed.IsInteger
            ? allowed with { Lower = allowed.Lower is { } low ? -Floor(-low) : null, Upper = allowed.Upper is { } high ? Floor(high) : null }
            : allowed;

    private static Rational Floor(Rational value)
    {
        BigInteger quotient = BigInteger.DivRem(value.Numerator, value.Denominator, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}
