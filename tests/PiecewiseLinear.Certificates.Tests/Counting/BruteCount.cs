using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>All numbers of a count by trying every pattern: no tree, no cutting, no certificate. For a handful of neurons.</summary>
internal static class BruteCount
{
    public static RegionCountTotals Of(SlowNetwork network, Box box)
    {
        SlowDomain domain = new(network, box);
        string[][] regions = [.. Patterns(network.Widths).Where(pattern => IsRegion(domain, pattern))];
        SlowPolyhedron[] polyhedra = [.. regions.Select(domain.Polyhedron)];
        int k = domain.Free.Length;
        int pairs = 0;
        for (int i = 0; i < polyhedra.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Rational[][] shared = [.. polyhedra[i].Vertices.Where(v => polyhedra[j].Rows.All(row => row.Slack(v).Sign >= 0)),
                    .. polyhedra[j].Vertices.Where(v => polyhedra[i].Rows.All(row => row.Slack(v).Sign >= 0))];
                pairs += k > 0 && SmallLinearAlgebra.AffineDimension(shared) == k - 1 ? 1 : 0;
            }
        }

        int[] winners = [.. regions.Zip(polyhedra, (pattern, polyhedron) => Winners(domain, pattern, polyhedron))];
        return new RegionCountTotals
        {
            Regions = regions.Length,
            PerLayer = [.. Enumerable.Range(1, network.Widths.Length).Select(layers => regions.Select(pattern => string.Join(' ', pattern.Take(layers))).Distinct().LongCount())],
            FacetIncidences = polyhedra.Sum(static polyhedron => polyhedron.Facets().Count),
            NeighborPairs = pairs,
            CrossedByBoundary = winners.Count(static count => count > 1),
            TiedRegions = winners.Count(static count => count == 0),
        };
    }

    private static IEnumerable<string[]> Patterns(int[] widths)
    {
        int neurons = widths.Sum();
        if (neurons > 12)
        {
            throw new ArgumentException($"{neurons} neurons are too many for brute force");
        }

        for (int code = 0; code < 1 << neurons; code++)
        {
            string bits = Convert.ToString(code, 2).PadLeft(neurons, '0');
            int start = 0;
            yield return [.. widths.Select(width => bits[start..(start += width)])];
        }
    }

    /// <summary>Full-dimensional, and no neuron that vanishes is active.</summary>
    private static bool IsRegion(SlowDomain domain, string[] pattern)
    {
        SlowPolyhedron polyhedron = domain.Polyhedron(pattern);
        HashSet<RowReference> rows = [.. polyhedron.Rows.Select(static row => row.Name)];
        return polyhedron.IsFullDimensional
            && pattern.Select((layer, l) => layer.Select((phase, i) => phase == '0' || rows.Contains(RowReference.OfNeuron(l, i))).All(static held => held)).All(static held => held);
    }

    /// <summary>The number of labels that win strictly somewhere inside: those whose rows leave a full-dimensional part.</summary>
    private static int Winners(SlowDomain domain, string[] pattern, SlowPolyhedron polyhedron)
    {
        Rational[][] outputs = domain.Network.Forms(domain.Inputs(), pattern)[^1];
        Rational[][] labels = outputs.Length == 1 ? [new Rational[outputs[0].Length], outputs[0]] : outputs;
        return Enumerable.Range(0, labels.Length).Count(label =>
        {
            SlowRow[] wins = [.. Enumerable.Range(0, labels.Length).Where(other => other != label).Select(other =>
                new SlowRow(default, [.. labels[other].Zip(labels[label], static (c, b) => c - b).SkipLast(1)], labels[label][^1] - labels[other][^1]))];
            SlowPolyhedron part = new(domain.Free.Length, [.. polyhedron.Rows, .. wins], bounded: true);
            return part.Interior is { } interior && part.Rows.All(row => row.Slack(interior).Sign > 0);
        });
    }
}
