using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>Compares an answer with the brute-force oracle, part by part, and its certificate with the checker.</summary>
internal static class Agreement
{
    public static void AssertSame(RegionQuery query, PointRegions answer, BruteForceRegions oracle)
    {
        ImmutableArray<OracleRegion> expected = oracle.RegionsAt(query.Point);
        Assert.True(answer.Complete, answer.Incomplete);
        Assert.Equal(Names(expected.Select(static region => region.Pattern)), Names(answer.Regions.Select(static region => region.Pattern)));
        AssertSigns(query, answer, oracle, expected);
        foreach (LinearRegion region in answer.Regions)
        {
            OracleRegion truth = expected.Single(candidate => candidate.Pattern.Equals(region.Pattern));
            Assert.Equal(truth.Bias.AsEnumerable(), region.Map.B.AsEnumerable());
            for (int i = 0; i < truth.Matrix.Length; i++)
            {
                Assert.Equal(truth.Matrix[i].AsEnumerable(), region.Map.A[i].AsEnumerable());
            }

            Assert.Empty(region.Undecided);
            Assert.Equal(FacetNames(truth), FacetNames(region));
            AssertNormals(truth, region);
            if (region.Neighbors is { } neighbors)
            {
                AssertNeighbors(oracle, truth, region, neighbors);
            }
        }
    }

    public static void AssertCertified(RegionQuery query, PointRegions answer)
    {
        using MemoryStream text = new();
        CertificateWriter.Write(answer.Certificate, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(query.Network, query.NetworkSha256, text);
        Assert.True(result is CheckResult.Valid, $"{result}");
    }

    private static string[] Names(IEnumerable<ActivationPattern> patterns)
        => [.. patterns.Select(static pattern => string.Join(' ', pattern.ToLayerStrings())).Order(StringComparer.Ordinal)];

    private static void AssertSigns(RegionQuery query, PointRegions answer, BruteForceRegions oracle, ImmutableArray<OracleRegion> expected)
    {
        ImmutableArray<ImmutableArray<int>> signs = oracle.SignsAt(query.Point);
        for (int l = 0; l < signs.Length; l++)
        {
            for (int i = 0; i < signs[l].Length; i++)
            {
                // Zero at the point: a wall iff some incident region has a row of this neuron (a form that does not vanish there).
                bool wall = signs[l][i] == 0 && expected.Any(region => region.Rows.Any(row => row.Source == OracleSource.Neuron(l, i)
                    && row.Normal.Any(static a => !a.IsZero)));
                Assert.Equal(signs[l][i] > 0 ? '1' : wall ? '*' : '0', answer.Signs[l][i]);
            }
        }
    }

    private static string[] FacetNames(OracleRegion region)
        => [.. region.Facets.Select(static facet => string.Join('=', facet.Sources.Select(static source => source.ToString()).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];

    private static string[] FacetNames(LinearRegion region)
        => [.. region.Facets!.Value.Select(static facet => string.Join('=', facet.Also.Prepend(facet.Row).Select(static row => Source(row).ToString()).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal)];

    private static void AssertNormals(OracleRegion truth, LinearRegion region)
    {
        foreach (Facet facet in region.Facets!.Value)
        {
            OracleRow row = truth.Rows.Single(candidate => candidate.Source == Source(facet.Row));
            Assert.Equal(row.Normal.AsEnumerable(), facet.Normal.AsEnumerable());
            Assert.Equal(row.Offset, facet.Offset);
        }
    }

    private static void AssertNeighbors(BruteForceRegions oracle, OracleRegion truth, LinearRegion region, ImmutableArray<Neighbor> neighbors)
    {
        Dictionary<OracleSource, ActivationPattern> found = neighbors.ToDictionary(n => Source(region.Facets!.Value[n.Facet].Row), static n => n.Pattern);
        foreach (OracleFacet facet in truth.Facets)
        {
            ActivationPattern? expected = oracle.NeighborAcross(truth, facet)?.Pattern;
            ActivationPattern? actual = facet.Sources.Select(source => found.GetValueOrDefault(source)).FirstOrDefault(static pattern => pattern is not null);
            Assert.Equal(expected, actual);
        }
    }

    private static OracleSource Source(RowReference row)
        => row.IsNeuron ? OracleSource.Neuron(row.Layer, row.NeuronIndex) : OracleSource.Side(row.Input, row.Side == BoxSide.Upper);
}
