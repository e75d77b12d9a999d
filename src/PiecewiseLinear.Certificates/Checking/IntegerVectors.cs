using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>Integer arithmetic that the checks share.</summary>
internal static class IntegerVectors
{
    /// <summary>The least common multiple of positive integers; 1 for none.</summary>
    public static BigInteger CommonMultiple(IEnumerable<BigInteger> numbers)
        => numbers.Aggregate(BigInteger.One, static (multiple, number) =>
            multiple == number ? multiple : multiple / BigInteger.GreatestCommonDivisor(multiple, number) * number);

    /// <summary>sum += factor · row; a null row is zero.</summary>
    public static void AddMultiple(BigInteger[] sum, BigInteger[]? row, BigInteger factor)
    {
        if (row is null || factor.IsZero)
        {
            return;
        }

        for (int c = 0; c < row.Length; c++)
        {
            if (!row[c].IsZero)
            {
                sum[c] += factor * row[c];
            }
        }
    }

    /// <summary>Numbers as integers over their least common denominator.</summary>
    public static (BigInteger[] Numerators, BigInteger Denominator) Common(IReadOnlyCollection<Rational> numbers)
    {
        BigInteger denominator = CommonMultiple(numbers.Select(static number => number.Denominator));
        return ([.. numbers.Select(number => number.Numerator * (denominator / number.Denominator))], denominator);
    }

    /// <summary>⌊√n⌋ by Newton's iteration from above.</summary>
    public static BigInteger SquareRoot(BigInteger n)
    {
        if (n.IsZero)
        {
            return n;
        }

        BigInteger root = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (n / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
