using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>The fraction with small numerator and denominator that a residue stands for.</summary>
internal static class RationalReconstruction
{
    /// <summary>
    /// The only fraction n/d with n ≡ residue · d (mod modulus), |n| ≤ bound, 0 &lt; d ≤ bound, where 2·bound² &lt; modulus, by the extended
    /// Euclidean algorithm stopped at the first remainder ≤ bound (P. S. Wang, 1981); false when there is none.
    /// </summary>
    public static bool TryFind(BigInteger residue, BigInteger modulus, BigInteger bound, out BigInteger numerator, out BigInteger denominator)
    {
        (BigInteger r0, BigInteger r1) = (modulus, residue.Sign < 0 ? residue + modulus : residue);
        (BigInteger t0, BigInteger t1) = (BigInteger.Zero, BigInteger.One);
        while (r1 > bound)
        {
            if (!LehmerStep(ref r0, ref r1, ref t0, ref t1, bound))
            {
                BigInteger quotient = BigInteger.DivRem(r0, r1, out BigInteger rest);
                (r0, r1) = (r1, rest);
                (t0, t1) = (t1, t0 - (quotient * t1));
            }
        }

        (numerator, denominator) = t1.Sign < 0 ? (-r1, -t1) : (r1, t1);
        return denominator <= bound && BigInteger.GreatestCommonDivisor(numerator, denominator).IsOne;
    }

    /// <summary>
    /// Several steps of Euclid's algorithm at once, found on the leading 62 bits: the quotients are those of the full numbers as long as both
    /// ends of the interval of the possible values agree (D. H. Lehmer 1938; Knuth, TAOCP 2, 4.5.2, algorithm L). False when none is certain, or
    /// when the remainders come near the bound, where single steps must not be jumped over.
    /// </summary>
    private static bool LehmerStep(ref BigInteger r0, ref BigInteger r1, ref BigInteger t0, ref BigInteger t1, BigInteger bound)
    {
        long length = (long)r0.GetBitLength();
        if (length - (long)bound.GetBitLength() < 70)
        {
            return false;
        }

        int shift = (int)(length - 62);
        long x = (long)(r0 >> shift), y = (long)(r1 >> shift);
        long a = 1, b = 0, c = 0, d = 1;
        while (y + c != 0 && y + d != 0)
        {
            long quotient = (x + a) / (y + c);
            if (quotient != (x + b) / (y + d) || quotient > int.MaxValue)
            {
                break;
            }

            long nextC = a - (quotient * c), nextD = b - (quotient * d);
            if (Math.Abs(nextC) > int.MaxValue || Math.Abs(nextD) > int.MaxValue)
            {
                break;
            }

            (a, c) = (c, nextC);
            (b, d) = (d, nextD);
            (x, y) = (y, x - (quotient * y));
        }

        if (b == 0)
        {
            return false;
        }

        (r0, r1) = ((a * r0) + (b * r1), (c * r0) + (d * r1));
        (t0, t1) = ((a * t0) + (b * t1), (c * t0) + (d * t1));
        return true;
    }
}
