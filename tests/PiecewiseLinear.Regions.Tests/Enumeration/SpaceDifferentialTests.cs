using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>
/// Random networks in one, three and four dimensions: each region with its facets against the slow rational oracle, and together they fill the box.
/// </summary>
public sealed class SpaceDifferentialTests
{
    [Fact]
    public void RegionsAreThoseOfTheOracleAndFillTheBox() => Seeded.Check(120, static random =>
    {
        int inputs = random.Next(4) switch { 0 => 1, 1 => 4, _ => 3 };
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, inputs);
        if (inputs > 1 && random.Next(4) == 0)
        {
            int input = random.Next(inputs);
            box = new Box(box.Lower, box.Upper.SetItem(input, box.Lower[input]));
        }

        Compare(network, box, random);
    });

    private static void Compare(ReluNetwork network, Box box, Random random)
    {
        BruteForceRegions oracle = new(network, box);
        RegionList found = new();
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with
        {
            Quantities = CountedQuantities.Facets | CountedQuantities.Vertices | CountedQuantities.Volumes,
            Threads = random.Next(1, 3),
        };
        RegionCount count = RegionEnumerator.Enumerate(query, found);
        Assert.Equal(count.Regions, found.Regions.Count);
        Assert.Equal(count.Regions, found.Regions.Select(static region => region.Pattern).Distinct().Count());
        Rational filled = Rational.Zero;
        foreach (EnumeratedRegion region in found.Regions)
        {
            filled += region.Volume();
            CompareRegion(oracle.Region(region.Pattern), region, random.Next(3) == 0);
        }

        Rational whole = Enumerable.Range(0, box.Dimension).Where(j => !box.IsFixed(j))
            .Aggregate(Rational.One, (product, j) => product * (box.Upper[j] - box.Lower[j]));
        Assert.Equal(whole, filled);
        Assert.Equal(whole, count.Volume);
        Assert.Equal(found.Regions.Sum(static region => region.Facets.Length), count.FacetIncidences);
        Assert.Equal(found.Regions.SelectMany(static region => region.Vertices().Select(static v => string.Join(' ', v))).Distinct().Count(), count.Vertices);
        if (query.Domain.Dimension == 3)
        {
            // The complex fills a ball: V − E + F − R = 1 with F facets counted once.
            long facets = count.NeighborPairs!.Value + count.BoxFacetIncidences!.Value;
            Assert.Equal(1, count.Vertices - count.Edges + facets - count.Regions);
        }
    }

    private static void CompareRegion(OracleRegion expected, EnumeratedRegion region, bool withMap)
    {
        Assert.Equal(expected.Pattern, region.Pattern);
        Assert.True(expected.Rows.All(row => row.Slack(region.Interior).Sign > 0), "the interior point is strictly inside");
        string[][] facets = [.. expected.Facets.Select(static facet => facet.Sources.Select(Name).Order(StringComparer.Ordinal).ToArray()).OrderBy(static names => string.Join(' ', names), StringComparer.Ordinal)];
        string[][] named = [.. Enumerable.Range(0, region.Facets.Length)
            .Select(f => region.Coinciding(f).Add(region.Facets[f]).Select(static row => row.ToString()).Order(StringComparer.Ordinal).ToArray())
            .OrderBy(static names => string.Join(' ', names), StringComparer.Ordinal)];
        Assert.Equal(facets, named);
        if (withMap)
        {
            LayerForms map = region.InputMap();
            Assert.True(expected.Matrix.Select((row, i) => row.Select((a, j) => (i, j, a))).SelectMany(static row => row)
                .All(entry => map.Coefficient(entry.i, entry.j) == entry.a), "the map");
        }
    }

    private static string Name(OracleSource source)
        => (source.IsSide
            ? RowReference.OfBox(source.First, source.Second == 1 ? BoxSide.Upper : BoxSide.Lower)
            : RowReference.OfNeuron(source.First, source.Second)).ToString();
}
