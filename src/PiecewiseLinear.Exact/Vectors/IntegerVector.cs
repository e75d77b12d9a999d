using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>Vectors of integers: normals of half-spaces, points in homogeneous coordinates, multipliers over a common denominator.</summary>
public static class IntegerVector
{
    /// <summary>The scalar product Σ xⱼ·yⱼ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static BigInteger Dot(ReadOnlySpan<BigInteger> x, ReadOnlySpan<BigInteger> y)
    {
        RequireEqualLengths(x.Length, y.Length);
        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < x.Length; j++)
        {
            if (!x[j].IsZero && !y[j].IsZero)
            {
                sum += x[j] * y[j];
            }
        }

        return sum;
    }

    /// <summary>The least common multiple of two positive integers; no division where one is a multiple of the other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An integer is not positive.</exception>
    public static BigInteger LeastCommonMultiple(BigInteger x, BigInteger y)
    {
        if (x.Sign <= 0 || y.Sign <= 0)
        {
            throw new ArgumentOutOfRangeException(x.Sign <= 0 ? nameof(x) : nameof(y), x.Sign <= 0 ? x : y, "expected a positive integer");
        }

        return y.IsOne || x == y || BigInteger.Remainder(x, y).IsZero ? x : x * (y / BigInteger.GreatestCommonDivisor(x, y));
    }

    /// <summary>The least common multiple of positive integers; 1 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An integer is not positive.</exception>
    public static BigInteger LeastCommonMultiple(IEnumerable<BigInteger> x) => x.Aggregate(BigInteger.One, LeastCommonMultiple);

    /// <summary>The content: the greatest common divisor of the entries, 0 for the zero vector.</summary>
    public static BigInteger Content(ReadOnlySpan<BigInteger> x)
    {
        BigInteger content = BigInteger.Zero;
        foreach (BigInteger entry in x)
        {
            content = BigInteger.GreatestCommonDivisor(content, entry);
            if (content.IsOne)
            {
                break;
            }
        }

        return content;
    }

    /// <summary>
    /// The vector divided by its content: the shortest integer vector in the same direction, so that two vectors are positive multiples of each
    /// other exactly if their primitive vectors are equal. The zero vector stays.
    /// </summary>
    public static BigInteger[] Primitive(ReadOnlySpan<BigInteger> x)
    {
        BigInteger content = Content(x);
        BigInteger[] primitive = x.ToArray();
        for (int j = 0; j < primitive.Length && !content.IsOne && !content.IsZero; j++)
        {
            primitive[j] /= content;
        }

        return primitive;
    }

    internal static void RequireEqualLengths(int x, int y)
    {
        if (x != y)
        {
            throw new ArgumentException($"the vectors have {x} and {y} entries, expected the same number");
        }
    }
}
