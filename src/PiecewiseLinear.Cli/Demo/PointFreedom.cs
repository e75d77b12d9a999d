using PiecewiseLinear.V1;
using Rational = PiecewiseLinear.Exact.Rational;

namespace PiecewiseLinear.Cli;

/// <summary>
/// How far a point can move along each coordinate axis inside its region, exactly, from the facets as the service sent them.
/// </summary>
internal sealed class PointFreedom
{
    private readonly Rational[] _point;
    private readonly (Rational[] Normal, Rational Slack, bool Wall)[] _facets;

    public PointFreedom(Region region, Rational[] point)
    {
        _point = point;
        _facets = [.. region.Facets.Select(facet =>
        {
            Rational[] normal = [.. facet.Normal.Exact.Select(static a => Rational.Parse(a.Value))];
            Rational slack = normal.Zip(point).Aggregate(Rational.Parse(facet.Offset.Exact[0].Value), static (rest, term) => term.Second.IsZero ? rest : rest - (term.First * term.Second));
            return (normal, slack, facet.Row.Neuron is not null);
        })];
    }

    /// <summary>How far coordinate <paramref name="axis"/> can go down and up, and whether a neuron's wall ends it there (else a side of the box).</summary>
    public (Rational Down, Rational Up, bool DownWall, bool UpWall) Along(int axis)
    {
        Rational? down = null, up = null;
        bool downWall = false, upWall = false;
        foreach ((Rational[] normal, Rational slack, bool wall) in _facets)
        {
            if (normal[axis].IsZero)
            {
                continue;
            }

            Rational way = Rational.Abs(slack / normal[axis]);
            if (normal[axis].Sign > 0 && (up is null || way < up))
            {
                (up, upWall) = (way, wall);
            }
            else if (normal[axis].Sign < 0 && (down is null || way < down))
            {
                (down, downWall) = (way, wall);
            }
        }

        return (down ?? Rational.Zero, up ?? Rational.Zero, downWall, upWall);
    }

    /// <summary>The nearest point along the axes that lies on a neuron's wall.</summary>
    public Rational[] NearestWall()
    {
        (Rational Step, int Axis)? best = null;
        for (int axis = 0; axis < _point.Length; axis++)
        {
            (Rational down, Rational up, bool downWall, bool upWall) = Along(axis);
            best = upWall && (best is null || up < Rational.Abs(best.Value.Step)) ? (up, axis) : best;
            best = downWall && (best is null || down < Rational.Abs(best.Value.Step)) ? (-down, axis) : best;
        }

        if (best is not { } found)
        {
            throw new BadInputException("no wall of a neuron crosses a coordinate axis through the point");
        }

        Rational[] point = [.. _point];
        point[found.Axis] += found.Step;
        return point;
    }
}
