using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>Integer square roots and the directed roundings built on them.</summary>
public static class SquareRoots
{
    /// <summary>⌊√n⌋ for n ≥ 0, by Newton's iteration from above (monotone, so the first step that does not fall ends it).</summary>
    public static BigInteger Floor(BigInteger n)
    {
        if (n.Sign <= 0)
        {
            return n.IsZero ? n : throw new ArgumentOutOfRangeException(nameof(n), n, "expected a number that is not negative");
        }

        // A start from the leading 52 bits, rounded up by far more than the error of the double root.
        int shift = Math.Max(0, (int)(n.GetBitLength() - 52)) + 1 & ~1;
        BigInteger root = new BigInteger(Math.Ceiling(Math.Sqrt((double)((long)(n >> shift) + 1))) + 1) << (shift / 2);
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

    /// <summary>The largest double not above √(n/d) · 2^-shift, for n &gt; 0 and d &gt; 0.</summary>
    internal static double RoundDown(BigInteger n, BigInteger d, int shift)
    {
        // The root of the scaled quotient has at least 70 bits: its floor and the root itself have the same double below them.
        int scale = (int)Math.Max(0, ((141 + (long)d.GetBitLength() - (long)n.GetBitLength()) / 2) + 1);
        return new Dyadic(Floor((n << (2 * scale)) / d), -scale - shift).RoundDown();
    }
}
