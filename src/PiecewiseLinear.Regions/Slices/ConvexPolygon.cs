using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>Exact operations on convex polygons, given by their corners counter-clockwise.</summary>
internal static class ConvexPolygon
{
    /// <summary>The corners of a convex polygon in counter-clockwise order, from a list in any order; no three are on a line.</summary>
    public static HomogeneousPoint[] Ordered(HomogeneousPoint[] corners)
    {
        // Seen from a corner, the others lie within less than half a turn.
        HomogeneousPoint pivot = corners[0];
        HomogeneousPoint[] ordered = [.. corners];
        Array.Sort(ordered, 1, ordered.Length - 1, Comparer<HomogeneousPoint>.Create((a, b) => -HomogeneousPoint.Turn(pivot, a, b)));
        return ordered;
    }

    /// <summary>The part with form ≥ 0; empty if it has no area.</summary>
    public static HomogeneousPoint[] Clip(HomogeneousPoint[] corners, HomogeneousForm form)
    {
        BigInteger[] values = [.. corners.Select(form.At)];
        if (!values.Any(static value => value.Sign > 0))
        {
            return [];
        }

        if (!values.Any(static value => value.Sign < 0))
        {
            return corners;
        }

        List<HomogeneousPoint> kept = [];
        for (int i = 0; i < corners.Length; i++)
        {
            int next = i + 1 == corners.Length ? 0 : i + 1;
            if (values[i].Sign >= 0)
            {
                kept.Add(corners[i]);
            }

            if (values[i].Sign * values[next].Sign < 0)
            {
                kept.Add(HomogeneousPoint.Between(corners[i], values[i], corners[next], values[next]));
            }
        }

        return [.. kept];
    }

    /// <summary>Twice the area as a fraction that is not reduced.</summary>
    public static (BigInteger Numerator, BigInteger Denominator) TwiceArea(HomogeneousPoint[] corners)
    {
        FractionSum sum = new(1);
        for (int i = 0; i < corners.Length; i++)
        {
            (HomogeneousPoint p, HomogeneousPoint q) = (corners[i], corners[i + 1 == corners.Length ? 0 : i + 1]);
            sum.Add([(p.X * q.Y) - (q.X * p.Y)], p.W * q.W);
        }

        (BigInteger[] numerators, BigInteger denominator) = sum.Total();
        return (numerators[0], denominator);
    }
}
