using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>A region of a plane box as a polygon: its corners in order, and for each side (corner k to k + 1) everything that states it.</summary>
public sealed record PlaneRegion(
    ActivationPattern Pattern,
    ImmutableArray<ImmutableArray<Rational>> Matrix,
    ImmutableArray<Rational> Bias,
    ImmutableArray<(Rational X, Rational Y)> Corners,
    ImmutableArray<ImmutableArray<OracleSource>> Sides);

/// <summary>All regions of a box in two dimensions by cutting polygons with rational corners, neuron by neuron.</summary>
public static class PlaneSubdivision
{
    /// <summary>All regions, in the order of the tree (Inactive first).</summary>
    public static ImmutableArray<PlaneRegion> Enumerate(ReluNetwork network, Box box)
    {
        if (network.InputDimension != 2 || box.IsFixed(0) || box.IsFixed(1))
        {
            throw new ArgumentException("a plane subdivision needs two free inputs");
        }

        BruteForceRegions oracle = new(network, box);
        (Rational X, Rational Y)[] root =
            [(box.Lower[0], box.Lower[1]), (box.Upper[0], box.Lower[1]), (box.Upper[0], box.Upper[1]), (box.Lower[0], box.Upper[1])];
        return [.. CellWalk<(Rational X, Rational Y)[]>.Run(network, oracle.InputForms(), root, static (polygon, _, form) => Cut(polygon, form))
            .Select(cell => new PlaneRegion(
                cell.Pattern,
                [.. cell.Output.Select(static form => form.SkipLast(1).ToImmutableArray())],
                [.. cell.Output.Select(static form => form[^1])],
                [.. cell.Cell],
                SidesOf(cell.Cell, [.. cell.Rows, .. oracle.Sides])))];
    }

    /// <summary>All pairs of regions whose boundaries share a segment of positive length, as indices into the list, the smaller one first.</summary>
    public static ImmutableArray<(int First, int Second)> Neighbors(ImmutableArray<PlaneRegion> regions)
    {
        // Sides on one line have one key; along the line a side is an interval of the first coordinate that is not constant on it.
        ILookup<string, (int Region, Rational From, Rational To)> lines = regions
            .SelectMany(static (region, index) => region.Corners.Select((corner, k) =>
                (Index: index, P: corner, Q: region.Corners[(k + 1) % region.Corners.Length])))
            .ToLookup(static side => LineKey(side.P, side.Q), static side => side.P.X != side.Q.X
                ? (side.Index, Rational.Min(side.P.X, side.Q.X), Rational.Max(side.P.X, side.Q.X))
                : (side.Index, Rational.Min(side.P.Y, side.Q.Y), Rational.Max(side.P.Y, side.Q.Y)));
        HashSet<(int, int)> pairs = [];
        foreach (IGrouping<string, (int Region, Rational From, Rational To)> line in lines)
        {
            (int Region, Rational From, Rational To)[] sides = [.. line];
            for (int i = 0; i < sides.Length; i++)
            {
                for (int k = 0; k < i; k++)
                {
                    if (Rational.Max(sides[i].From, sides[k].From) < Rational.Min(sides[i].To, sides[k].To))
                    {
                        pairs.Add((Math.Min(sides[i].Region, sides[k].Region), Math.Max(sides[i].Region, sides[k].Region)));
                    }
                }
            }
        }

        return [.. pairs.Order()];
    }

    /// <summary>Twice the area.</summary>
    public static Rational TwiceArea(PlaneRegion region)
        => region.Corners.Select((p, k) => (p, q: region.Corners[(k + 1) % region.Corners.Length]))
            .Aggregate(Rational.Zero, static (sum, side) => sum + (side.p.X * side.q.Y) - (side.q.X * side.p.Y));

    private static IEnumerable<(ActivationPhase, (Rational X, Rational Y)[])> Cut((Rational X, Rational Y)[] polygon, Rational[] form)
    {
        Rational[] values = [.. polygon.Select(p => (form[0] * p.X) + (form[1] * p.Y) + form[2])];
        if (values.Any(static f => f.Sign < 0))
        {
            yield return (ActivationPhase.Inactive, Keep(polygon, values, -1));
        }

        if (values.Any(static f => f.Sign > 0))
        {
            yield return (ActivationPhase.Active, Keep(polygon, values, 1));
        }
    }

    /// <summary>The part of the polygon with sign · f ≥ 0.</summary>
    private static (Rational X, Rational Y)[] Keep((Rational X, Rational Y)[] polygon, Rational[] values, int sign)
    {
        List<(Rational X, Rational Y)> kept = [];
        for (int k = 0; k < polygon.Length; k++)
        {
            int next = (k + 1) % polygon.Length;
            if (values[k].Sign * sign >= 0)
            {
                kept.Add(polygon[k]);
            }

            if (values[k].Sign * values[next].Sign < 0)
            {
                Rational part = values[k] / (values[k] - values[next]);
                ((Rational x0, Rational y0), (Rational x1, Rational y1)) = (polygon[k], polygon[next]);
                kept.Add((x0 + (part * (x1 - x0)), y0 + (part * (y1 - y0))));
            }
        }

        return [.. kept];
    }

    private static ImmutableArray<ImmutableArray<OracleSource>> SidesOf((Rational X, Rational Y)[] polygon, ImmutableArray<OracleRow> rows)
        => [.. polygon.Select((p, k) =>
        {
            (Rational x, Rational y) = polygon[(k + 1) % polygon.Length];
            return rows.Where(row => row.Slack([p.X, p.Y]).IsZero && row.Slack([x, y]).IsZero).Select(static row => row.Source).ToImmutableArray();
        })];

    /// <summary>αx + βy = γ through two points, scaled so that the first nonzero coefficient is 1.</summary>
    private static string LineKey((Rational X, Rational Y) p, (Rational X, Rational Y) q)
    {
        Rational alpha = q.Y - p.Y, beta = p.X - q.X;
        Rational scale = alpha.IsZero ? beta : alpha;
        return $"{alpha / scale} {beta / scale} {((alpha * p.X) + (beta * p.Y)) / scale}";
    }
}
