using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A path of straight segments through rational points in R^d. Segment i goes from <see cref="Points"/>[i] (t = 0) to Points[i + 1] (t = 1); a place on the
/// path is a segment and a parameter t in [0, 1].
/// </summary>
public sealed class Polyline
{
    /// <summary>The path through the given points, at least two, of one dimension, each different from the one before.</summary>
    /// <exception cref="RegionQueryException">There are too few points, their lengths differ, or a segment has no length; the message names the point.</exception>
    public Polyline(ImmutableArray<ImmutableArray<Rational>> points)
    {
        if (points.Length < 2)
        {
            throw new RegionQueryException("path", $"the path has {points.Length} points, expected at least two, its start and its end");
        }

        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].Length != points[0].Length)
            {
                throw new RegionQueryException("path", $"point {i} of the path has {points[i].Length} numbers, expected {points[0].Length} as in point 0");
            }

            if (points[i].SequenceEqual(points[i - 1]))
            {
                throw new RegionQueryException("path", $"point {i} of the path equals point {i - 1}, expected a segment of positive length");
            }
        }

        Points = points;
    }

    /// <summary>The points, start first.</summary>
    public ImmutableArray<ImmutableArray<Rational>> Points { get; }

    /// <summary>The number d of coordinates.</summary>
    public int Dimension => Points[0].Length;

    /// <summary>The number of segments.</summary>
    public int SegmentCount => Points.Length - 1;

    /// <summary>The exact point of a segment at the parameter <paramref name="t"/>.</summary>
    public ImmutableArray<Rational> PointAt(int segment, Rational t) => [.. RationalVector.Along(Points[segment].AsSpan(), t, Direction(segment))];

    /// <summary>The vector from the start to the end of a segment.</summary>
    public Rational[] Direction(int segment)
    {
        Rational[] direction = new Rational[Dimension];
        for (int j = 0; j < direction.Length; j++)
        {
            direction[j] = Points[segment + 1][j] - Points[segment][j];
        }

        return direction;
    }
}
