using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Everything about regions in the plane against the rational subdivision of the test kit, on random networks.</summary>
public sealed class PlaneDifferentialTests
{
    private const CountedQuantities All = (CountedQuantities)63;

    [Fact]
    public void RegionsOfThePlaneAreThoseOfTheRationalSubdivision() => Seeded.Check(300, static random =>
    {
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, 2);
        ImmutableArray<PlaneRegion> expected = PlaneSubdivision.Enumerate(network, box);
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = All, Threads = random.Next(1, 3) };
        RegionList found = new();
        RegionCount count = RegionEnumerator.Enumerate(query, found);
        Assert.Equal(expected.Length, count.Regions);
        Assert.True(count.SameAnswer(RegionEnumerator.Count(query)), "with and without a sink");
        for (int i = 0; i < expected.Length; i++)
        {
            CompareRegion(expected[i], found.Regions[i], i, network, box);
        }

        CompareCounts(expected, count, network, box);
    });

    private static void CompareRegion(PlaneRegion expected, EnumeratedRegion region, int index, ReluNetwork network, Box box)
    {
        Assert.Equal(index, region.Index);
        Assert.Equal(expected.Pattern, region.Pattern);
        List<(Rational, Rational)> corners = RealCorners(expected);
        int least = corners.IndexOf(corners.Min());
        Assert.Equal(
            [.. corners.Skip(least).Concat(corners.Take(least)).Select(static p => $"{p.Item1} {p.Item2}")],
            region.Vertices().Select(static v => $"{v[0]} {v[1]}").ToArray());
        Assert.Equal(PlaneSubdivision.TwiceArea(expected) / 2, region.Volume());
        Assert.Equal(corners.Count, region.Facets.Length);
        Assert.Equal(region.Facets, region.Facets.Order(RowReference.Order));
        for (int f = 0; f < region.Facets.Length; f++)
        {
            CompareFacet(expected, region, f);
        }

        ActivationPattern at = ExactEvaluator.Trace(network, [.. region.Interior]).Pattern;
        Assert.True(box.Contains(region.Interior.AsSpan()) && at.Equals(region.Pattern), "the interior point has the region's pattern");
        Assert.Equal(Crossing(expected), region.Crossing);
    }

    /// <summary>The facet and everything that coincides with it are the sources of one side of the polygon.</summary>
    private static void CompareFacet(PlaneRegion expected, EnumeratedRegion region, int facet)
    {
        string[] names = [.. region.Coinciding(facet).Add(region.Facets[facet]).Select(static row => row.ToString()).Order()];
        Assert.Contains(
            expected.Sides.Select(static side => side.Select(Name).Order().ToArray()),
            side => side.AsSpan().SequenceEqual(names) || names.Length > 1 && side.All(names.Contains));
    }

    private static string Name(OracleSource source)
        => (source.IsSide
            ? RowReference.OfBox(source.First, source.Second == 1 ? BoxSide.Upper : BoxSide.Lower)
            : RowReference.OfNeuron(source.First, source.Second)).ToString();

    /// <summary>The corners at which the boundary turns; the subdivision keeps others where a wall touches.</summary>
    private static List<(Rational X, Rational Y)> RealCorners(PlaneRegion region)
    {
        int n = region.Corners.Length;
        return [.. region.Corners.Where((p, k) =>
        {
            (Rational X, Rational Y) before = region.Corners[(k + n - 1) % n], after = region.Corners[(k + 1) % n];
            return (p.X - before.X) * (after.Y - p.Y) != (p.Y - before.Y) * (after.X - p.X);
        })];
    }

    /// <summary>Clips the polygon to where each label is largest; with one output the labels are f and −f.</summary>
    private static BoundaryRelation Crossing(PlaneRegion region)
    {
        Rational[][] forms = [.. region.Matrix.Select((row, i) => (Rational[])[row[0], row[1], region.Bias[i]])];
        forms = forms.Length > 1 ? forms : [forms[0], [.. forms[0].Select(static a => -a)]];
        int winners = 0;
        for (int i = 0; i < forms.Length; i++)
        {
            List<(Rational X, Rational Y)> polygon = [.. region.Corners];
            for (int j = 0; j < forms.Length; j++)
            {
                if (j != i)
                {
                    Rational[] lead = [.. forms[i].Zip(forms[j], static (a, b) => a - b)];
                    polygon = lead.All(static a => a.IsZero) ? [] : Clip(polygon, lead);
                }
            }

            winners += TwiceArea(polygon).Sign > 0 ? 1 : 0;
        }

        return winners switch { 0 => BoundaryRelation.Tied, 1 => BoundaryRelation.Uncrossed, _ => BoundaryRelation.Crossed };
    }

    private static List<(Rational X, Rational Y)> Clip(List<(Rational X, Rational Y)> polygon, Rational[] form)
    {
        List<(Rational X, Rational Y)> kept = [];
        for (int k = 0; k < polygon.Count; k++)
        {
            (Rational X, Rational Y) p = polygon[k], q = polygon[(k + 1) % polygon.Count];
            Rational fp = (form[0] * p.X) + (form[1] * p.Y) + form[2], fq = (form[0] * q.X) + (form[1] * q.Y) + form[2];
            if (fp.Sign >= 0)
            {
                kept.Add(p);
            }

            if (fp.Sign * fq.Sign < 0)
            {
                Rational t = fp / (fp - fq);
                kept.Add((p.X + (t * (q.X - p.X)), p.Y + (t * (q.Y - p.Y))));
            }
        }

        return kept;
    }

    private static Rational TwiceArea(List<(Rational X, Rational Y)> polygon)
        => polygon.Select((p, k) => (p, q: polygon[(k + 1) % polygon.Count]))
            .Aggregate(Rational.Zero, static (sum, side) => sum + (side.p.X * side.q.Y) - (side.q.X * side.p.Y));

    private static void CompareCounts(ImmutableArray<PlaneRegion> expected, RegionCount count, ReluNetwork network, Box box)
    {
        Assert.Equal((box.Upper[0] - box.Lower[0]) * (box.Upper[1] - box.Lower[1]), count.Volume);
        Assert.Equal(expected.Sum(static region => RealCorners(region).Count), count.FacetIncidences);
        Assert.Equal(PlaneSubdivision.Neighbors(expected).Length, count.NeighborPairs);
        Assert.Equal(expected.SelectMany(RealCorners).Distinct().Count(), count.Vertices);
        Assert.Equal(1, count.Vertices - count.Edges + count.Regions);
        Assert.Equal(expected.Select(static r => string.Join(' ', r.Matrix.SelectMany(static row => row).Concat(r.Bias))).Distinct().Count(), count.DistinctMaps);
        Assert.Equal(expected.Count(static region => Crossing(region) == BoundaryRelation.Crossed), count.CrossedByBoundary);
        Assert.Equal(expected.Count(static region => Crossing(region) == BoundaryRelation.Tied), count.TiedRegions);
        HashSet<ActivationPattern> patterns = [.. expected.Select(static region => region.Pattern)];
        long hamming = patterns.Sum(pattern => Neurons(network).Count(neuron => patterns.Contains(pattern.Flip([neuron])))) / 2;
        Assert.Equal(hamming, count.Hamming1Pairs);
    }

    private static IEnumerable<(int Layer, int Neuron)> Neurons(ReluNetwork network)
        => network.HiddenLayers.SelectMany(static layer => Enumerable.Range(0, layer.Width).Select(i => (layer.Layer, i)));
}
