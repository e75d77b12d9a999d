using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Counts the regions of a box and writes the certificate of the count on the way.</summary>
public static class CountCertificate
{
    /// <summary>
    /// Counts as <see cref="RegionEnumerator.Count"/> does and streams the evidence that <see cref="CertificateChecker"/> and the Python checker accept: the whole split tree, or, when a
    /// budget ends the count, the evidence that there are at least so many regions. Where the query asks for facets or the decision boundary, so does the certificate, unless linear programs
    /// count (<see cref="EnumerationQuery.Engine"/>): they record evidence of the regions alone, with one thread. <see cref="CountDescription.CertifiedFields"/> names what is proved. The text
    /// is the same for any number of threads.
    /// </summary>
    /// <param name="query">A question about a box, from the beginning.</param>
    /// <param name="box">That box.</param>
    /// <param name="networkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
    /// <param name="target">Receives the text; stays open.</param>
    /// <param name="progress">Told how far the count is; null for no one.</param>
    /// <param name="cancellationToken">Ends the work; the text is then no certificate.</param>
    /// <exception cref="ArgumentException">The query asks about something else than the box, or goes on from a resume token.</exception>
    public static RegionCount Write(
        EnumerationQuery query, Box box, string networkSha256, Stream target, IProgress<EnumerationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (query.ResumeToken is not null)
        {
            throw new ArgumentException("a certificate is written from the beginning, expected a query without a resume token", nameof(query));
        }

        if (!query.Domain.IsOfBox(box))
        {
            throw new ArgumentException("the query is not about this box, expected EnumerationQuery.InBox of the same box", nameof(query));
        }

        bool vertices = EnumerationSession.EngineFor(query, query.Domain.Dimension) == EnumerationEngine.Vertices;
        bool facets = vertices && query.Quantities.HasFlag(CountedQuantities.Facets), decisions = vertices && query.Quantities.HasFlag(CountedQuantities.Boundary);
        RegionCountQuestion question = new(networkSha256, box, facets, decisions);
        using RegionCountWriter writer = new(target, question);
        RegionCount count = RegionEnumerator.Count(query with { Evidence = new CountEvidence(writer, question, query.Domain.Parameters) }, progress, cancellationToken);
        writer.Finish(new RegionCountTotals
        {
            Complete = count.Complete,
            Regions = count.Regions,
            PerLayer = count.Complete ? count.PerLayer : [.. count.PerLayer.Select((cells, layer) => layer == count.PerLayer.Length - 1 ? cells : Math.Max(0, cells - 1))],
            FacetIncidences = facets ? count.FacetIncidences : null,
            NeighborPairs = facets && count.Complete ? count.NeighborPairs : null,
            CrossedByBoundary = decisions ? count.CrossedByBoundary : null,
            TiedRegions = decisions ? count.TiedRegions : null,
        });
        return count;
    }

    /// <summary>Whether the domain is that of <see cref="Networks.InputEmbedding.OfBox"/>.</summary>
    private static bool IsOfBox(this Networks.InputEmbedding domain, Box box)
    {
        Networks.InputEmbedding expected = Networks.InputEmbedding.OfBox(box);
        return domain.Origin.SequenceEqual(expected.Origin) && domain.Parameters.Equals(expected.Parameters)
            && domain.Directions.Length == expected.Directions.Length
            && domain.Directions.Zip(expected.Directions, static (left, right) => left.SequenceEqual(right)).All(static same => same);
    }
}
