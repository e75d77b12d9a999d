using System.Globalization;
using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// An exact rational number p/q in canonical form: q &gt; 0 and gcd(p, q) = 1, so that equality is equality of the two integers
/// and <see cref="ToString()"/> is the one spelling used on every wire (<c>p</c> or <c>p/q</c>).
/// </summary>
/// <remarks>
/// Addition and multiplication cost one gcd on integers of the operands' size. Where many numbers share a power of two as
/// denominator use <see cref="Dyadic"/> (no gcd) instead.
/// </remarks>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>, IComparable
{
    private readonly BigInteger _denominatorMinusOne;

    private Rational(BigInteger numerator, BigInteger denominator, bool canonical)
    {
        _ = canonical;
        Numerator = numerator;
        _denominatorMinusOne = denominator - BigInteger.One;
    }

    /// <summary>The canonical form of <paramref name="numerator"/>/<paramref name="denominator"/>.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException($"{numerator}/0 is not a number: the denominator of a fraction must not be 0");
        }

        BigInteger gcd = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
        {
            gcd = -gcd;
        }

        Numerator = gcd.IsOne ? numerator : numerator / gcd;
        _denominatorMinusOne = (gcd.IsOne ? denominator : denominator / gcd) - BigInteger.One;
    }

    /// <summary>The number zero; also the value of <c>default(Rational)</c>.</summary>
    public static Rational Zero => default;

    /// <summary>The number one.</summary>
    public static Rational One { get; } = new(BigInteger.One, BigInteger.One, canonical: true);

    /// <summary>The numerator p of p/q in lowest terms; carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The denominator q &gt; 0 of p/q in lowest terms.</summary>
    public BigInteger Denominator => _denominatorMinusOne + BigInteger.One;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Numerator.Sign;

    /// <summary>Whether the number is zero.</summary>
    public bool IsZero => Numerator.IsZero;

    /// <summary>Whether the denominator is one.</summary>
    public bool IsInteger => _denominatorMinusOne.IsZero;

    /// <summary>The exact value of a finite double (every finite double is a dyadic rational).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static Rational FromDouble(double value) => Dyadic.FromDouble(value).ToRational();

    /// <summary>Reads <c>p</c>, <c>p/q</c>, <c>1.25</c> or <c>-3e-7</c> exactly (0.1 is 1/10), within <see cref="NumberLimits.Default"/>.</summary>
    /// <exception cref="FormatException">The text is no such number, has a zero denominator, or exceeds the limits.</exception>
    public static Rational Parse(string text) => Parse(text, NumberLimits.Default);

    /// <summary>Reads a number exactly within the given limits on digits and exponent.</summary>
    /// <exception cref="FormatException">The text is no such number, has a zero denominator, or exceeds the limits.</exception>
    public static Rational Parse(string text, NumberLimits limits)
        => TryParse(text, limits, out Rational value, out string? error) ? value : throw new FormatException(error);

    /// <summary>Reads a number exactly, or says in <paramref name="error"/> what is wrong with it.</summary>
    public static bool TryParse(string text, out Rational value, out string? error) => TryParse(text, NumberLimits.Default, out value, out error);

    /// <summary>Reads a number exactly within the given limits, or says in <paramref name="error"/> what is wrong with it.</summary>
    public static bool TryParse(string text, NumberLimits limits, out Rational value, out string? error)
        => RationalParser.TryParse(text, limits, out value, out error);

    /// <summary>The fraction of two integers that are known to have no common factor, the denominator positive.</summary>
    internal static Rational OfCoprime(BigInteger numerator, BigInteger denominator) => new(numerator, denominator, canonical: true);

    /// <summary>The absolute value.</summary>
    public static Rational Abs(Rational value) => value.Sign < 0 ? -value : value;

    /// <summary>The smaller of two numbers.</summary>
    public static Rational Min(Rational left, Rational right) => left <= right ? left : right;

    /// <summary>The larger of two numbers.</summary>
    public static Rational Max(Rational left, Rational right) => left >= right ? left : right;

    /// <summary>1/x.</summary>
    /// <exception cref="DivideByZeroException">The number is zero.</exception>
    public Rational Reciprocal()
        => Numerator.Sign switch
        {
            0 => throw new DivideByZeroException("0 has no reciprocal"),
            > 0 => new Rational(Denominator, Numerator, canonical: true),
            < 0 => new Rational(-Denominator, -Numerator, canonical: true),
        };

    /// <summary>The double nearest to this number (ties to even); ±∞ beyond the range of doubles. Not for decisions.</summary>
    public double ToDoubleApproximate() => DirectedRounding.ToDouble(Numerator, Denominator, RoundingDirection.Nearest);

    /// <summary>The largest double that is not above this number (−∞ if there is none).</summary>
    public double RoundDown() => DirectedRounding.ToDouble(Numerator, Denominator, RoundingDirection.Down);

    /// <summary>The smallest double that is not below this number (+∞ if there is none).</summary>
    public double RoundUp() => DirectedRounding.ToDouble(Numerator, Denominator, RoundingDirection.Up);

    /// <summary>The sum.</summary>
    public static Rational operator +(Rational left, Rational right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            return new Rational(left.Numerator + right.Numerator, BigInteger.One, canonical: true);
        }

        BigInteger a = left.Denominator, b = right.Denominator;
        return a == b
            ? new Rational(left.Numerator + right.Numerator, a)
            : new Rational((left.Numerator * b) + (right.Numerator * a), a * b);
    }

    /// <summary>The difference.</summary>
    public static Rational operator -(Rational left, Rational right) => left + (-right);

    /// <summary>The negative.</summary>
    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator, canonical: true);

    /// <summary>The product.</summary>
    public static Rational operator *(Rational left, Rational right)
        => left.IsInteger && right.IsInteger
            ? new Rational(left.Numerator * right.Numerator, BigInteger.One, canonical: true)
            : new Rational(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static Rational operator /(Rational left, Rational right)
        => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Exact equality.</summary>
    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    /// <summary>Exact inequality.</summary>
    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    /// <summary>Exact order.</summary>
    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    /// <summary>Exact order.</summary>
    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    /// <summary>Exact order.</summary>
    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    /// <summary>Exact order.</summary>
    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    /// <summary>An integer as a rational.</summary>
    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One, canonical: true);

    /// <summary>An integer as a rational.</summary>
    public static implicit operator Rational(int value) => new(value, BigInteger.One, canonical: true);

    /// <inheritdoc/>
    public int CompareTo(Rational other)
    {
        int bySign = Sign.CompareTo(other.Sign);
        return bySign != 0 ? bySign : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj)
        => obj switch
        {
            null => 1,
            Rational other => CompareTo(other),
            _ => throw new ArgumentException($"cannot compare a Rational with a {obj.GetType().Name}", nameof(obj)),
        };

    /// <inheritdoc/>
    public bool Equals(Rational other) => Numerator == other.Numerator && _denominatorMinusOne == other._denominatorMinusOne;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorMinusOne);

    /// <summary>The canonical spelling: <c>p</c> for integers, else <c>p/q</c> in lowest terms.</summary>
    public override string ToString()
        => IsInteger
            ? Numerator.ToString(CultureInfo.InvariantCulture)
            : Numerator.ToString(CultureInfo.InvariantCulture) + "/" + Denominator.ToString(CultureInfo.InvariantCulture);
}
