using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>From the square [−1, 1]² of the enumeration to the coordinates (s, t) of a slice: s = middle + half · x.</summary>
internal sealed class SliceCoordinates
{
    private readonly Rational _halfS;
    private readonly Rational _halfT;
    private readonly Rational _middleS;
    private readonly Rational _middleT;
    private readonly double _scaleX;
    private readonly double _scaleY;
    private readonly double _originX;
    private readonly double _originY;

    public SliceCoordinates(Box range)
    {
        (_halfS, _halfT) = ((range.Upper[0] - range.Lower[0]) / 2, (range.Upper[1] - range.Lower[1]) / 2);
        (_middleS, _middleT) = ((range.Upper[0] + range.Lower[0]) / 2, (range.Upper[1] + range.Lower[1]) / 2);
        (_scaleX, _scaleY) = (_halfS.ToDoubleApproximate(), _halfT.ToDoubleApproximate());
        (_originX, _originY) = (_middleS.ToDoubleApproximate(), _middleT.ToDoubleApproximate());
    }

    public (Rational S, Rational T) ToExact(HomogeneousPoint point)
    {
        (Rational x, Rational y) = point.ToRationals();
        return (_middleS + (_halfS * x), _middleT + (_halfT * y));
    }

    /// <summary>Rounded coordinates.</summary>
    public PlanePoint ForDrawing(HomogeneousPoint point)
    {
        // The leading thousand bits are plenty for a picture, and within the range of doubles.
        const int kept = 1000;
        int excess = (int)Math.Max(0, point.W.GetBitLength() - kept);
        double w = (double)(point.W >> excess);
        return new PlanePoint(_originX + (_scaleX * ((double)(point.X >> excess) / w)), _originY + (_scaleY * ((double)(point.Y >> excess) / w)));
    }

    /// <summary>Rounded coordinates.</summary>
    public PlanePoint[] ForDrawing(HomogeneousPoint[] points) => [.. points.Select(ForDrawing)];

    /// <summary>The exact area of a polygon in units of ds·dt.</summary>
    public Rational Area(HomogeneousPoint[] corners)
    {
        (BigInteger numerator, BigInteger denominator) = ConvexPolygon.TwiceArea(corners);
        return new Rational(numerator, 2 * denominator) * _halfS * _halfT;
    }

    /// <summary>The area of a polygon in units of 2^-bits ds·dt, rounded down and up; no fraction is reduced.</summary>
    public (BigInteger Lower, BigInteger Upper) AreaBounds(HomogeneousPoint[] corners, int bits)
    {
        (BigInteger numerator, BigInteger denominator) = ConvexPolygon.TwiceArea(corners);
        BigInteger scale = _halfS.Denominator * _halfT.Denominator * 2;
        BigInteger lower = BigInteger.DivRem((numerator * _halfS.Numerator * _halfT.Numerator) << bits, denominator * scale, out BigInteger rest);
        return (lower, rest.IsZero ? lower : lower + 1);
    }

    /// <summary>The form a·x + b·y + c of the square as a form of (s, t).</summary>
    public (Rational S, Rational T, Rational Constant) ToParameters(Rational a, Rational b, Rational c)
    {
        (Rational s, Rational t) = (a / _halfS, b / _halfT);
        return (s, t, c - (s * _middleS) - (t * _middleT));
    }
}
