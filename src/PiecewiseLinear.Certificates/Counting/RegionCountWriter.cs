using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Writes a certificate of the kind region-count (docs/certificates.md, section 5) as a stream: the question first, then the evidence segment by
/// segment in the order of the walk, at last the numbers. It keeps nothing but the digest. What it writes is judged by <see cref="CertificateChecker"/> alone.
/// </summary>
public sealed class RegionCountWriter : IDisposable
{
    private readonly Stream _target;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ByteText _begun = new();
    private RegionCountSegment? _last;

    /// <summary>Writes the first line; the stream stays open.</summary>
    public RegionCountWriter(Stream target, RegionCountQuestion question)
    {
        _target = target;
        Line(new LineBuilder().Text("format", CertificateFormat.Name).Count("version", CertificateFormat.Version)
            .Text("network", question.NetworkSha256).Text("kind", CertificateFormat.RegionCount).Box("box", question.Box)
            .Boolean("facets", question.Facets).Boolean("decisions", question.Decisions).End());
    }

    /// <summary>The lines written so far.</summary>
    public long Lines { get; private set; }

    /// <summary>The bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Writes the complete lines of a segment, which keeps only the steps after its last leaf. If another segment comes before it went on, the other one continues there.
    /// </summary>
    public void Append(RegionCountSegment segment)
    {
        if (_last is not null && _last != segment)
        {
            _begun.Text(Continued(_last.Rest, _begun.Length > 0));
        }

        _last = segment;
        if (segment.LeafCount > 0)
        {
            bool continues = _begun.Length > 0;
            Write(_begun.Written, 0);
            _begun.Clear();
            Write(Continued(segment.Lines, continues), segment.LeafCount);
            segment.Clear();
        }
    }

    /// <summary>Writes the numbers and the end.</summary>
    public void Finish(RegionCountTotals totals)
    {
        Line(new LineBuilder().Boolean("complete", totals.Complete).Total("regions", totals.Regions).Totals("per_layer", totals.PerLayer)
            .Total("facet_incidences", totals.FacetIncidences).Total("neighbor_pairs", totals.NeighborPairs)
            .Total("crossed_by_boundary", totals.CrossedByBoundary).Total("tied_regions", totals.TiedRegions).End());
        string end = string.Create(CultureInfo.InvariantCulture, $"{{\"end\":\"{Lines}\",\"sha256\":\"{Convert.ToHexStringLower(_hash.GetHashAndReset())}\"}}\n");
        _target.Write(Encoding.ASCII.GetBytes(end));
        Bytes += end.Length;
    }

    /// <summary>Ends the digest; the stream stays open.</summary>
    public void Dispose() => _hash.Dispose();

    /// <summary>The text of a line without its beginning, if it is to continue one.</summary>
    private static ReadOnlySpan<byte> Continued(ReadOnlySpan<byte> text, bool continues) => continues && text.Length > 0 ? text[RegionCountSegment.LineStart.Length..] : text;

    private void Line(StringBuilder line) => Write(Encoding.ASCII.GetBytes(line.Append('\n').ToString()), 1);

    private void Write(ReadOnlySpan<byte> bytes, int lines)
    {
        _hash.AppendData(bytes);
        _target.Write(bytes);
        Lines += lines;
        Bytes += bytes.Length;
    }
}
