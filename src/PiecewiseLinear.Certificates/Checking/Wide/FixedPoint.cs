using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>Numbers as integers of units 2⁻¹²⁸.</summary>
internal static class FixedPoint
{
    public const int Bits = 128;

    public static BigInteger One { get; } = BigInteger.One << Bits;

    /// <summary>The largest multiple of the unit that is at most a number.</summary>
    public static BigInteger Floor(Rational value) => Floor(value.Numerator << Bits, value.Denominator);

    public static BigInteger Ceiling(Rational value) => -Floor(-value);

    public static BigInteger Floor(double value) => Floor(Rational.FromDouble(value));

    public static BigInteger Ceiling(double value) => Ceiling(Rational.FromDouble(value));

    /// <summary>⌊numerator / denominator⌋ for a positive denominator.</summary>
    public static BigInteger Floor(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsOne)
        {
            return numerator;
        }

        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>A product of two numbers, rounded down.</summary>
    public static BigInteger Product(BigInteger left, BigInteger right) => (left * right) >> Bits;

    /// <summary>At least the root of a number that is not negative.</summary>
    public static BigInteger RootAbove(BigInteger value)
    {
        if (value.IsZero)
        {
            return value;
        }

        BigInteger square = value << Bits, root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        while (true)
        {
            // Newton's iteration from above falls until it is at the root.
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root + 1;
            }

            root = next;
        }
    }
}
