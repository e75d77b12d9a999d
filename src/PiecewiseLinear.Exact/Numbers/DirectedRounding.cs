using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>Which of the two neighboring doubles a rounding picks.</summary>
internal enum RoundingDirection
{
    /// <summary>The nearer one; the even one on a tie.</summary>
    Nearest,

    /// <summary>The one below.</summary>
    Down,

    /// <summary>The one above.</summary>
    Up,
}

/// <summary>Correct rounding of a quotient of integers to a double, subnormals included.</summary>
internal static class DirectedRounding
{
    private const int Precision = 53;
    private const int LeastExponent = -1074;

    /// <summary>Rounds <paramref name="numerator"/>/<paramref name="denominator"/> (denominator &gt; 0) to a double.</summary>
    public static double ToDouble(BigInteger numerator, BigInteger denominator, RoundingDirection direction)
    {
        if (numerator.IsZero)
        {
            return 0d;
        }

        bool negative = numerator.Sign < 0;
        BigInteger p = BigInteger.Abs(numerator);
        long estimate = (long)p.GetBitLength() - (long)denominator.GetBitLength() - Precision;
        int exponent = (int)Math.Clamp(estimate, LeastExponent, 2000);
        BigInteger quotient = Divide(p, denominator, exponent, out BigInteger remainder, out BigInteger divisor);
        if (quotient.GetBitLength() > Precision)
        {
            exponent++;
            quotient = Divide(p, denominator, exponent, out remainder, out divisor);
        }

        bool awayFromZero = direction switch
        {
            RoundingDirection.Down => negative && !remainder.IsZero,
            RoundingDirection.Up => !negative && !remainder.IsZero,
            _ => (remainder << 1).CompareTo(divisor) is var half && (half > 0 || (half == 0 && !quotient.IsEven)),
        };
        if (awayFromZero)
        {
            quotient += BigInteger.One;
        }

        double magnitude = exponent > 971 && quotient.GetBitLength() + exponent > 1024
            ? Overflow(negative, direction)
            : Math.ScaleB((double)(ulong)quotient, exponent);
        return negative ? -magnitude : magnitude;
    }

    private static double Overflow(bool negative, RoundingDirection direction)
        => direction == RoundingDirection.Nearest || (direction == RoundingDirection.Up) != negative ? double.PositiveInfinity : double.MaxValue;

    private static BigInteger Divide(BigInteger p, BigInteger q, int exponent, out BigInteger remainder, out BigInteger divisor)
    {
        BigInteger dividend = exponent < 0 ? p << -exponent : p;
        divisor = exponent > 0 ? q << exponent : q;
        return BigInteger.DivRem(dividend, divisor, out remainder);
    }
}
