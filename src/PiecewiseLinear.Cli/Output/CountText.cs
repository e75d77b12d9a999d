using System.Globalization;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin count</c> for people.</summary>
internal static class CountText
{
    public static void Print(EnumerationQuery query, RegionCount count, double elapsed)
    {
        string least = count.Complete ? string.Empty : "at least ";
        Line("regions", $"{least}{Grouped(count.Regions)}");
        if (count.PerLayer.Length > 1)
        {
            Line("per layer", string.Join(", ", count.PerLayer.Select(Grouped)));
        }

        if (count.FacetIncidences is { } facets)
        {
            Line("facets", $"{Grouped(facets)} over all regions, {Average(facets, count.Regions)} a region, {Grouped(count.BoxFacetIncidences ?? 0)} on sides of the box");
        }

        Line("neighbors", count.NeighborPairs, "pairs that share a facet");
        Line("hamming", count.Hamming1Pairs, "pairs that differ in one neuron");
        Line("maps", count.DistinctMaps, "distinct affine maps");
        Line("boundary", count.CrossedByBoundary, "regions crossed by the decision boundary");
        Line("tied", count.TiedRegions, "regions tied everywhere");
        Line("vertices", count.Vertices, "vertices of the complex");
        Line("edges", count.Edges, "edges of the complex");
        if (count.Volume is { } volume)
        {
            Line("volume", volume.ToString());
        }

        (string source, System.Numerics.BigInteger bound) = CountDescription.UpperBounds(RegionCountBounds.For(query.Network, query.Domain.Dimension)).MinBy(static item => item.Bound);
        Line("bound", $"no network of this shape has more than {bound.ToString("N0", CultureInfo.InvariantCulture)} ({source})");
        Line("time", string.Create(CultureInfo.InvariantCulture, $"{elapsed / 1000:0.###} s"));
        foreach (string name in CountDescription.GivenUp(query, count))
        {
            Console.Error.WriteLine($"plin: {name} was given up: its set outgrew the memory set aside for it");
        }

        if (!count.Complete)
        {
            Console.Error.WriteLine($"plin: stopped by {CountDescription.StopReason(count)}; the numbers are lower bounds. Go on with --resume {count.ResumeToken}");
        }
    }

    private static void Line(string name, string text) => Console.WriteLine($"{name,-10}  {text}");

    private static void Line(string name, long? value, string what)
    {
        if (value is { } number)
        {
            Line(name, $"{Grouped(number)} {what}");
        }
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Average(long sum, long count) => ((double)sum / Math.Max(1, count)).ToString("0.00", CultureInfo.InvariantCulture);
}
