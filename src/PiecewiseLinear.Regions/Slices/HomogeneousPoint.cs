using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>An exact point (X/W, Y/W) of a plane, W &gt; 0, the three integers without a common factor: equal points are equal values.</summary>
internal readonly record struct HomogeneousPoint(BigInteger X, BigInteger Y, BigInteger W)
{
    /// <summary>The point of any integers with W &gt; 0.</summary>
    public static HomogeneousPoint Of(BigInteger x, BigInteger y, BigInteger w)
    {
        BigInteger content = IntegerVector.Content([x, y, w]);
        return content.IsOne ? new HomogeneousPoint(x, y, w) : new HomogeneousPoint(x / content, y / content, w / content);
    }

    /// <summary>The sign of the turn from a to b to c: positive if it goes counter-clockwise.</summary>
    public static int Turn(HomogeneousPoint a, HomogeneousPoint b, HomogeneousPoint c)
        => ((a.X * ((b.Y * c.W) - (c.Y * b.W))) - (a.Y * ((b.X * c.W) - (c.X * b.W))) + (a.W * ((b.X * c.Y) - (c.X * b.Y)))).Sign;

    /// <summary>The point where a form vanishes between two points with values of strictly opposite signs.</summary>
    public static HomogeneousPoint Between(HomogeneousPoint p, BigInteger atP, HomogeneousPoint q, BigInteger atQ)
    {
        (BigInteger a, BigInteger b) = (BigInteger.Abs(atQ), BigInteger.Abs(atP));
        return Of((a * p.X) + (b * q.X), (a * p.Y) + (b * q.Y), (a * p.W) + (b * q.W));
    }

    /// <summary>The two coordinates.</summary>
    public (Rational X, Rational Y) ToRationals() => (new Rational(X, W), new Rational(Y, W));
}

/// <summary>An affine form with integer coefficients; a common positive factor does not matter.</summary>
internal readonly record struct HomogeneousForm(BigInteger A, BigInteger B, BigInteger C)
{
    /// <summary>The value at a point, times its W.</summary>
    public BigInteger At(HomogeneousPoint point) => (A * point.X) + (B * point.Y) + (C * point.W);

    /// <summary>The difference of two forms of one scale.</summary>
    public static HomogeneousForm operator -(HomogeneousForm left, HomogeneousForm right) => new(left.A - right.A, left.B - right.B, left.C - right.C);
}
