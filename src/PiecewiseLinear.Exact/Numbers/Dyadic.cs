using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// A dyadic rational m · 2^k, in canonical form: m odd, or m = 0 and k = 0. Sums and products of dyadics are dyadic, so weights read from
/// float32 or float64 and everything composed from them needs no division and no gcd.
/// </summary>
public readonly struct Dyadic : IEquatable<Dyadic>, IComparable<Dyadic>
{
    /// <summary>The canonical form of <paramref name="mantissa"/> · 2^<paramref name="exponent"/>.</summary>
    public Dyadic(BigInteger mantissa, int exponent)
    {
        if (mantissa.IsZero)
        {
            return;
        }

        int zeros = (int)BigInteger.TrailingZeroCount(mantissa);
        Mantissa = zeros == 0 ? mantissa : mantissa >> zeros;
        Exponent = checked(exponent + zeros);
    }

    /// <summary>The number zero; also the value of <c>default(Dyadic)</c>.</summary>
    public static Dyadic Zero => default;

    /// <summary>The number one.</summary>
    public static Dyadic One { get; } = new(BigInteger.One, 0);

    /// <summary>The odd integer m of m · 2^k (0 for zero).</summary>
    public BigInteger Mantissa { get; }

    /// <summary>The exponent k of m · 2^k (0 for zero).</summary>
    public int Exponent { get; }

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Mantissa.Sign;

    /// <summary>Whether the number is zero.</summary>
    public bool IsZero => Mantissa.IsZero;

    /// <summary>The exact value of a finite double; float32 values convert to double exactly first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static Dyadic FromDouble(double value)
    {
        (long mantissa, int exponent) = DoubleParts.Of(value);
        return new Dyadic(mantissa, exponent);
    }

    /// <summary>The absolute value.</summary>
    public static Dyadic Abs(Dyadic value) => value.Sign < 0 ? -value : value;

    /// <summary>The same number as a <see cref="Rational"/>.</summary>
    public Rational ToRational()
        => Exponent >= 0 ? Mantissa << Exponent : Rational.OfCoprime(Mantissa, BigInteger.One << -Exponent);

    /// <summary>The nearest double (ties to even). Not for decisions.</summary>
    public double ToDoubleApproximate() => Round(RoundingDirection.Nearest);

    /// <summary>The largest double that is not above this number.</summary>
    public double RoundDown() => Round(RoundingDirection.Down);

    /// <summary>The smallest double that is not below this number.</summary>
    public double RoundUp() => Round(RoundingDirection.Up);

    /// <summary>The exact sum.</summary>
    public static Dyadic operator +(Dyadic left, Dyadic right)
    {
        if (left.IsZero)
        {
            return right;
        }

        if (right.IsZero)
        {
            return left;
        }

        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new Dyadic((left.Mantissa << (left.Exponent - exponent)) + (right.Mantissa << (right.Exponent - exponent)), exponent);
    }

    /// <summary>The exact difference.</summary>
    public static Dyadic operator -(Dyadic left, Dyadic right) => left + (-right);

    /// <summary>The negative.</summary>
    public static Dyadic operator -(Dyadic value) => new(-value.Mantissa, value.Exponent);

    /// <summary>The exact product.</summary>
    public static Dyadic operator *(Dyadic left, Dyadic right) => new(left.Mantissa * right.Mantissa, checked(left.Exponent + right.Exponent));

    /// <summary>Exact equality.</summary>
    public static bool operator ==(Dyadic left, Dyadic right) => left.Equals(right);

    /// <summary>Exact inequality.</summary>
    public static bool operator !=(Dyadic left, Dyadic right) => !left.Equals(right);

    /// <summary>Exact order.</summary>
    public static bool operator <(Dyadic left, Dyadic right) => left.CompareTo(right) < 0;

    /// <summary>Exact order.</summary>
    public static bool operator >(Dyadic left, Dyadic right) => left.CompareTo(right) > 0;

    /// <summary>Exact order.</summary>
    public static bool operator <=(Dyadic left, Dyadic right) => left.CompareTo(right) <= 0;

    /// <summary>Exact order.</summary>
    public static bool operator >=(Dyadic left, Dyadic right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(Dyadic other) => Sign != other.Sign ? Sign.CompareTo(other.Sign) : (this - other).Sign;

    /// <inheritdoc/>
    public bool Equals(Dyadic other) => Exponent == other.Exponent && Mantissa == other.Mantissa;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dyadic other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mantissa, Exponent);

    /// <summary>The canonical spelling of the same number as a rational.</summary>
    public override string ToString() => ToRational().ToString();

    private double Round(RoundingDirection direction) => DyadicRounding.ToDouble(Mantissa, Exponent, direction);
}
