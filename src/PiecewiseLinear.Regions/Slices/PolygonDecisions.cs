using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>The part of a polygon on which the same labels have the largest score.</summary>
/// <param name="Labels">One label, or several whose scores are one function on the polygon.</param>
/// <param name="Corners">The corners, counter-clockwise.</param>
internal sealed record PolygonPart(ImmutableArray<int> Labels, HomogeneousPoint[] Corners);

/// <summary>A segment on which two functions of different labels tie for the largest score.</summary>
/// <param name="From">An end.</param>
/// <param name="To">The other end.</param>
/// <param name="OnSide">Whether it lies on a side of the region, where the neighbor finds it too.</param>
internal readonly record struct TieSegment(HomogeneousPoint From, HomogeneousPoint To, bool OnSide);

/// <summary>
/// The decision on one region, exactly: scores are affine there, so the part of each label is a convex polygon, and the boundary consists of the sides of parts on which another
/// label ties.
/// </summary>
/// <param name="Parts">The parts with area, in the order of their least label.</param>
/// <param name="Ties">The pieces of the boundary, each once.</param>
internal sealed record PolygonDecisions(ImmutableArray<PolygonPart> Parts, ImmutableArray<TieSegment> Ties)
{
    /// <summary>The decisions on a convex polygon. Complexity: O(labels² · corners) where a boundary crosses, else O(labels · corners).</summary>
    /// <param name="corners">The corners, counter-clockwise.</param>
    /// <param name="scores">One form a label, all in one scale.</param>
    public static PolygonDecisions Of(HomogeneousPoint[] corners, IReadOnlyList<HomogeneousForm> scores)
    {
        List<(HomogeneousForm Form, List<int> Labels)> groups = [];
        for (int label = 0; label < scores.Count; label++)
        {
            int same = groups.FindIndex(group => group.Form == scores[label]);
            if (same < 0)
            {
                groups.Add((scores[label], [label]));
            }
            else
            {
                groups[same].Labels.Add(label);
            }
        }

        int leader = Leader(corners, groups);
        ImmutableArray<PolygonPart>.Builder parts = ImmutableArray.CreateBuilder<PolygonPart>();
        HashSet<(HomogeneousPoint, HomogeneousPoint)> seen = [];
        ImmutableArray<TieSegment>.Builder ties = ImmutableArray.CreateBuilder<TieSegment>();
        for (int g = 0; g < groups.Count; g++)
        {
            HomogeneousPoint[] part = leader >= 0 ? (g == leader ? corners : []) : PartOf(corners, groups, g);
            if (part.Length > 0)
            {
                parts.Add(new PolygonPart([.. groups[g].Labels], part));
                AddTies(corners, part, groups, g, seen, ties);
            }
        }

        return new PolygonDecisions(parts.ToImmutable(), ties.ToImmutable());
    }

    /// <summary>The group that is largest at all corners, hence everywhere; −1 if there is none.</summary>
    private static int Leader(HomogeneousPoint[] corners, List<(HomogeneousForm Form, List<int> Labels)> groups)
    {
        bool[] leads = [.. groups.Select(static _ => true)];
        BigInteger[] values = new BigInteger[groups.Count];
        foreach (HomogeneousPoint corner in corners)
        {
            for (int g = 0; g < values.Length; g++)
            {
                values[g] = groups[g].Form.At(corner);
            }

            BigInteger largest = values.Max();
            for (int g = 0; g < values.Length; g++)
            {
                leads[g] &= values[g] == largest;
            }
        }

        return Array.IndexOf(leads, true);
    }

    private static HomogeneousPoint[] PartOf(HomogeneousPoint[] corners, List<(HomogeneousForm Form, List<int> Labels)> groups, int index)
    {
        HomogeneousPoint[] part = corners;
        for (int other = 0; other < groups.Count && part.Length > 0; other++)
        {
            part = other == index ? part : ConvexPolygon.Clip(part, groups[index].Form - groups[other].Form);
        }

        return part;
    }

    private static void AddTies(
        HomogeneousPoint[] corners,
        HomogeneousPoint[] part,
        List<(HomogeneousForm Form, List<int> Labels)> groups,
        int index,
        HashSet<(HomogeneousPoint, HomogeneousPoint)> seen,
        ImmutableArray<TieSegment>.Builder ties)
    {
        bool[][] tied = [.. groups.Select((group, other) => part.Select(corner => other != index && (group.Form - groups[index].Form).At(corner).IsZero).ToArray())];
        for (int i = 0; i < part.Length; i++)
        {
            int next = i + 1 == part.Length ? 0 : i + 1;
            if (tied.Any(at => at[i] && at[next]) && !seen.Contains((part[next], part[i])) && seen.Add((part[i], part[next])))
            {
                bool onSide = corners.Where((corner, k) =>
                {
                    HomogeneousPoint end = corners[k + 1 == corners.Length ? 0 : k + 1];
                    return HomogeneousPoint.Turn(corner, end, part[i]) == 0 && HomogeneousPoint.Turn(corner, end, part[next]) == 0;
                }).Any();
                ties.Add(new TieSegment(part[i], part[next], onSide));
            }
        }
    }
}
