using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The affine map from the cube [−1, 1]^k, in which cells live, to the free inputs of the question's box, in which a certificate states its points.
/// </summary>
internal sealed class CubeToBox
{
    /// <param name="box">The box of the free inputs, none of them fixed.</param>
    public CubeToBox(Box box)
    {
        Middle = [.. box.Lower.Zip(box.Upper, static (low, high) => (low + high) / 2)];
        HalfWidth = [.. box.Lower.Zip(box.Upper, static (low, high) => (high - low) / 2)];
    }

    /// <summary>The image of the origin.</summary>
    public Rational[] Middle { get; }

    /// <summary>The factors.</summary>
    public Rational[] HalfWidth { get; }

    /// <summary>The point of the box.</summary>
    public Rational[] ToBox(Rational[] cube) => [.. cube.Select((y, c) => Middle[c] + (HalfWidth[c] * y))];

    /// <summary>The point numerators / 2^bits of the box in the cube, as homogeneous integers: k numerators, then the positive denominator.</summary>
    public BigInteger[] ToCube(BigInteger[] numerators, int bits)
    {
        BigInteger scale = BigInteger.One << bits;
        (BigInteger[] homogeneous, BigInteger denominator) = RationalVector.ToHomogeneous([.. numerators.Select((n, c) => (new Rational(n, scale) - Middle[c]) / HalfWidth[c])]);
        return [.. homogeneous, denominator];
    }

    /// <summary>The largest integer that is at most a value.</summary>
    public static BigInteger Floor(Rational value)
    {
        BigInteger quotient = BigInteger.DivRem(value.Numerator, value.Denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - BigInteger.One : quotient;
    }
}
