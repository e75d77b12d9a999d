using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Reads certificates of the kind point-regions strictly: what is read and written again is the same byte for byte. It judges spelling, order, counts,
/// limits and the digest; whether the evidence proves the claim is for <see cref="CertificateChecker"/>.
/// </summary>
public static class CertificateReader
{
    /// <summary>Reads a certificate. Linear in the length of the text, apart from the conversion of long numbers.</summary>
    /// <param name="source">The text; read to its end, not closed.</param>
    /// <param name="networkSha256">The network that the certificate must be about (lower-case hexadecimal), or null for any.</param>
    /// <param name="cancellationToken">Cancels between lines.</param>
    /// <exception cref="CertificateFormatException">The text is not such a certificate; the message names line and field.</exception>
    public static PointRegionsCertificate Read(Stream source, string? networkSha256 = null, CancellationToken cancellationToken = default)
    {
        using DigestedLines lines = new(source);
        CertificateOpening opening = CertificateOpening.Read(lines, networkSha256);
        return opening.Kind == CertificateFormat.PointRegions
            ? Read(opening, lines, cancellationToken)
            : throw opening.Line.Error($"expected {CertificateFormat.PointRegions}, found '{opening.Kind}'");
    }

    internal static PointRegionsCertificate Read(CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        CertificateHeader header = CertificateHeader.Read(opening);
        ImmutableArray<DirectionSplit>.Builder splits = ImmutableArray.CreateBuilder<DirectionSplit>();
        for (int i = 0; i < header.Splits; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            splits.Add(Split(lines.Read("split")));
        }

        ImmutableArray<RegionEvidence>.Builder regions = ImmutableArray.CreateBuilder<RegionEvidence>();
        for (int i = 0; i < header.Regions; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            regions.Add(Region(lines));
        }

        lines.ReadEnd();
        return header.Certificate with { Splits = splits.DrainToImmutable(), Regions = regions.DrainToImmutable() };
    }

    private static DirectionSplit Split(LineScanner line)
    {
        RowReference neuron = line.Row();
        if (!neuron.IsNeuron)
        {
            throw line.Error($"expected a neuron, found {neuron}");
        }

        SplitSides sides = line.Key("sides").Text() switch
        {
            "both" => SplitSides.Both,
            "active" => SplitSides.OnlyActive,
            "inactive" => SplitSides.OnlyInactive,
            string other => throw line.Error($"expected both, active or inactive, found '{other}'"),
        };
        DirectionSplit split = new(neuron, sides, line.Key("refutation").Multipliers());
        line.End();
        return split;
    }

    private static RegionEvidence Region(DigestedLines lines)
    {
        LineScanner line = lines.Read("region");
        ActivationPattern pattern = Pattern(line);
        ImmutableArray<Rational> interior = line.Key("interior").Numbers();
        int? facets = line.Key("facets").Null() ? null : line.Count();
        int? redundant = line.Key("redundant").Null() ? null : line.Count();
        if (facets.HasValue != redundant.HasValue)
        {
            throw line.Error("facets and redundant are both counts or both null");
        }

        bool ball = line.Key("ball").Boolean();
        line.End();
        return new RegionEvidence(
            pattern,
            interior,
            facets is { } f ? Facets(lines, f) : null,
            redundant is { } r ? Redundancies(lines, r) : null,
            ball ? Ball(lines.Read("ball")) : null);
    }

    private static ActivationPattern Pattern(LineScanner line)
    {
        try
        {
            return ActivationPattern.Parse(line.List(line.Text));
        }
        catch (FormatException exception)
        {
            throw line.Error(exception.Message);
        }
    }

    private static ImmutableArray<FacetEvidence> Facets(DigestedLines lines, int count)
    {
        ImmutableArray<FacetEvidence>.Builder facets = ImmutableArray.CreateBuilder<FacetEvidence>();
        for (int i = 0; i < count; i++)
        {
            LineScanner line = lines.Read("facet");
            RowReference row = line.Row();
            line.Ascending(facets.Count == 0 ? [row] : [facets[^1].Row, row]);
            ImmutableArray<RowReference> also = line.Key("also").List(line.Row);
            line.Ascending(also.Prepend(row));
            facets.Add(new FacetEvidence(row, also, line.Step()));
            line.End();
        }

        return facets.DrainToImmutable();
    }

    private static ImmutableArray<RedundancyEvidence> Redundancies(DigestedLines lines, int count)
    {
        ImmutableArray<RedundancyEvidence>.Builder rows = ImmutableArray.CreateBuilder<RedundancyEvidence>();
        for (int i = 0; i < count; i++)
        {
            LineScanner line = lines.Read("redundant");
            RowReference row = line.Row();
            line.Ascending(rows.Count == 0 ? [row] : [rows[^1].Row, row]);
            rows.Add(new RedundancyEvidence(row, line.Key("multipliers").Multipliers()));
            line.End();
        }

        return rows.DrainToImmutable();
    }

    private static BallEvidence Ball(LineScanner line)
    {
        string name = line.Text();
        if (!VectorNorms.TryParse(name, out VectorNorm norm))
        {
            throw line.Error($"expected l1, l2 or linf, found '{name}'");
        }

        ImmutableArray<Rational> center = line.Key("center").Numbers();
        Rational lower = line.Key("lower").Number();
        Rational? upper = line.Key("upper").Null() ? null : line.Number();
        ImmutableArray<WeightedRow> multipliers = line.Key("multipliers").Multipliers();
        ImmutableArray<Rational>? ray = line.Key("ray").Null() ? null : line.Numbers();
        line.End();
        return new BallEvidence(norm, center, lower, upper, multipliers, ray);
    }
}
