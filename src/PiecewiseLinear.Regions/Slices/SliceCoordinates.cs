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

    public SliceCoordinates(Box range)
    {
        (_halfS, _halfT) = ((range.Upper[0] - range.Lower[0]) / 2, (range.Upper[1] - range.Lower[1]) / 2);
        (_middleS, _middleT) = ((range.Upper[0] + range.Lower[0]) / 2, (range.Upper[1] + range.Lower[1]) / 2);
        (_scaleX, _scaleY) = (_halfS.ToDoubleApproximate(), _halfT.ToDoubleApproximate());
    }

    public (Rational S, Rational T) ToExact(HomogeneousPoint point)
    {
        (Rational x, Rational y) = point.ToRationals();
        return (_middleS + (_halfS * x), _middleT + (_halfT * y));
    }

    /// <summary>Rounded coordinates.</summary>
    public PlanePoint ForDrawing(HomogeneousPoint point)
    {
        (Rational x, Rational y) = point.ToRationals();
        return new PlanePoint(
            _middleS.ToDoubleApproximate() + (_scaleX * x.ToDoubleApproximate()), _middleT.ToDoubleApproximate() + (_scaleY * y.ToDoubleApproximate()));
    }

    /// <summary>Rounded coordinates.</summary>
    public PlanePoint[] ForDrawing(HomogeneousPoint[] points) => [.. points.Select(ForDrawing)];

    /// <summary>The exact area of a polygon in units of ds·dt.</summary>
    public Rational Area(HomogeneousPoint[] corners)
    {
        (BigInteger numerator, BigInteger denominator) = ConvexPolygon.TwiceArea(corners);
        return new Rational(numerator, 2 * denominator) * _halfS * _halfT;
    }

    /// <summary>The form a·x + b·y + c of the square as a form of (s, t).</summary>
    public (Rational S, Rational T, Rational Constant) ToParameters(Rational a, Rational b, Rational c)
    {
        (Rational s, Rational t) = (a / _halfS, b / _halfT);
        return (s, t, c - (s * _middleS) - (t * _middleT));
    }
}
