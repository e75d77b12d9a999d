using System.Globalization;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin region</c> for people.</summary>
internal static class RegionText
{
    private const int LongestMap = 10;

    public static void Print(PointRegions answer, bool exact)
    {
        if (answer.Regions.Length != 1)
        {
            int walls = answer.OnWalls.Count();
            Console.WriteLine($"the point lies on {walls} wall{(walls == 1 ? string.Empty : "s")}; {answer.Regions.Length} regions meet there{(answer.Complete ? string.Empty : " (not all are listed)")}");
        }

        Console.WriteLine($"signs       {string.Join(" ", answer.Signs)}");
        foreach (LinearRegion region in answer.Regions)
        {
            Print(region, exact);
        }

        if (answer.Incomplete is { } reason)
        {
            Console.Error.WriteLine($"plin: not all regions are listed: {reason}");
        }
    }

    private static void Print(LinearRegion region, bool exact)
    {
        Console.WriteLine($"region      {string.Join(" ", region.Pattern.ToLayerStrings())}");
        if (region.Map.B.Length * (region.Map.A.Length == 0 ? 0 : region.Map.A[0].Length) <= LongestMap * LongestMap)
        {
            for (int i = 0; i < region.Map.B.Length && i < LongestMap; i++)
            {
                Console.WriteLine($"  output {i}  {string.Join(", ", region.Map.A[i].Select(a => Number(a, exact)))}  + {Number(region.Map.B[i], exact)}");
            }
        }

        if (region.Facets is { } facets)
        {
            int sides = facets.Count(static facet => !facet.Row.IsNeuron);
            Console.WriteLine($"  facets    {facets.Length}: {facets.Length - sides} walls of neurons, {sides} sides of the box");
            Console.WriteLine($"            {string.Join(" ", facets.Select(Name))}");
        }

        if (region.Ball is { } ball)
        {
            Console.WriteLine($"  ball      {ball.Norm.Name()} radius in [{Bound(ball.Lower, exact, static x => x.RoundDown())}, {(ball.Upper is { } upper ? Bound(upper, exact, static x => x.RoundUp()) : "∞")}]");
        }

        foreach (Neighbor neighbor in region.Neighbors ?? [])
        {
            Console.WriteLine($"  neighbor  {string.Join(" ", neighbor.Pattern.ToLayerStrings())}  across {region.Facets!.Value[neighbor.Facet].Row}");
        }

        foreach (var vertex in region.Vertices?.Points ?? [])
        {
            Console.WriteLine($"  vertex    {string.Join(", ", vertex.Select(x => Number(x, exact)))}");
        }

        foreach (RowReference row in region.Undecided)
        {
            Console.WriteLine($"  undecided {row}");
        }
    }

    /// <summary>The facet's row, and in parentheses the rows that coincide with it.</summary>
    private static string Name(Facet facet) => facet.Also.IsEmpty ? facet.Row.ToString() : $"{facet.Row}({string.Join(",", facet.Also)})";

    private static string Number(Rational value, bool exact) => Bound(value, exact, static x => x.ToDoubleApproximate());

    private static string Bound(Rational value, bool exact, Func<Rational, double> round)
        => exact ? value.ToString() : round(value).ToString("R", CultureInfo.InvariantCulture);
}
