using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>The order in which vertices of a region are listed, whatever engine found them.</summary>
internal static class VertexOrder
{
    /// <summary>In the plane counterclockwise from the lexicographically least vertex; else lexicographic.</summary>
    public static IEnumerable<ImmutableArray<Rational>> Sort(IEnumerable<ImmutableArray<Rational>> vertices)
    {
        ImmutableArray<Rational>[] sorted = [.. vertices];
        Array.Sort(sorted, Compare);
        return sorted.Length > 2 && sorted[0].Length == 2 ? Counterclockwise(sorted) : sorted;
    }

    private static int Compare(ImmutableArray<Rational> left, ImmutableArray<Rational> right)
    {
        for (int c = 0; c < left.Length; c++)
        {
            int order = left[c].CompareTo(right[c]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Seen from the lexicographically least corner of a convex polygon the others lie within a half-plane, in the order of their slope.</summary>
    private static ImmutableArray<Rational>[] Counterclockwise(ImmutableArray<Rational>[] sorted)
    {
        ImmutableArray<Rational> corner = sorted[0];
        Array.Sort(sorted, 1, sorted.Length - 1, Comparer<ImmutableArray<Rational>>.Create((a, b) =>
            ((b[0] - corner[0]) * (a[1] - corner[1])).CompareTo((a[0] - corner[0]) * (b[1] - corner[1]))));
        return sorted;
    }
}
