using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of a certificate of the kind region-count: one pass over its lines, with the memory of one path through the split tree.</summary>
internal sealed class RegionCountCheck
{
    private readonly RegionCountQuestion _question;
    private readonly SplitTree _tree;
    private readonly LeafFacets _facets;
    private readonly LeafDecision _decision;
    private readonly DyadicPoint _point;
    private readonly long[] _outcomes = new long[3];
    private long _regions;
    private long _facetIncidences;
    private long _sideIncidences;

    private RegionCountCheck(ReluNetwork network, RegionCountQuestion question)
    {
        _question = question;
        Domain domain = new(network.InputDimension, question.Box);
        _tree = new SplitTree(network, domain);
        _facets = new LeafFacets(_tree, domain.FreeCount);
        _decision = new LeafDecision(_tree, network, domain.FreeCount);
        _point = new DyadicPoint(domain.FreeCount);
    }

    /// <exception cref="CertificateFormatException">The certificate is malformed or does not prove its claim; the message is the reason.</exception>
    public static CheckResult Check(ReluNetwork network, CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        RegionCountQuestion question = ReadQuestion(opening);
        if (question.Box.Dimension != network.InputDimension)
        {
            throw opening.Line.Error($"the box has {question.Box.Dimension} intervals, the network {network.InputDimension} inputs");
        }

        lines.Limit = FormatLimits.StreamedLines;
        RegionCountCheck check = new(network, question);
        while (lines.MoveNext() && lines.Current.StartsWith("{\"steps\":"u8))
        {
            cancellationToken.ThrowIfCancellationRequested();
            check.Leaf(new EvidenceScanner(lines.Current, lines.Count));
        }

        LineScanner line = lines.Scan("complete");
        RegionCountTotals totals = ReadTotals(line);
        check.Compare(totals, line);
        lines.ReadEnd();
        return new CheckResult.Valid(CountInWords.Of(question, totals));
    }

    private static RegionCountQuestion ReadQuestion(CertificateOpening opening)
    {
        LineScanner line = opening.Line;
        Box box = line.Key("box").Box();
        RegionCountQuestion question = new(opening.NetworkSha256, box, line.Key("facets").Boolean(), line.Key("decisions").Boolean());
        line.End();
        return question;
    }

    private static RegionCountTotals ReadTotals(LineScanner line)
    {
        RegionCountTotals totals = new()
        {
            Complete = line.Boolean(),
            Regions = line.Key("regions").Total(),
            PerLayer = line.Key("per_layer").List(line.Total),
            FacetIncidences = line.Key("facet_incidences").Null() ? null : line.Total(),
            NeighborPairs = line.Key("neighbor_pairs").Null() ? null : line.Total(),
            CrossedByBoundary = line.Key("crossed_by_boundary").Null() ? null : line.Total(),
            TiedRegions = line.Key("tied_regions").Null() ? null : line.Total(),
        };
        line.End();
        return totals;
    }

    private void Leaf(EvidenceScanner text)
    {
        text.Expect("{\"steps\":\""u8);
        text.Field = "steps";
        _tree.Walk(ref text, _question.Facets);
        text.Expect("\",\"leaf\":\""u8);
        text.Field = "leaf";
        text.Point(_point);
        if (_tree.Proof.WhyNotInside(_point) is { } reason)
        {
            throw text.Error($"the point is not strictly inside of the leaf: {reason}");
        }

        if (_question.Facets)
        {
            text.Expect("\",\"facets\":\""u8);
            text.Field = "facets";
            (int facets, int sides) = _facets.Check(ref text);
            _facetIncidences += facets;
            _sideIncidences += sides;
        }

        if (_question.Decisions)
        {
            text.Expect("\",\"decision\":\""u8);
            text.Field = "decision";
            _outcomes[(int)_decision.Check(ref text, _point)]++;
        }

        text.Expect("\"}"u8);
        if (!text.AtEnd)
        {
            throw text.Error("the line goes on after its object");
        }

        _regions++;
        _tree.Leave();
    }

    private void Compare(RegionCountTotals totals, LineScanner line)
    {
        if (totals.Complete && !_tree.IsFinished)
        {
            throw line.Error($"the list claims to be complete, but the walk is not at its end after {_regions} leaves");
        }

        RegionCountTotals found = new()
        {
            Complete = totals.Complete,
            Regions = _regions,
            PerLayer = [.. _tree.PerLayer],
            FacetIncidences = _question.Facets ? _facetIncidences : null,
            NeighborPairs = _question.Facets && totals.Complete ? (_facetIncidences - _sideIncidences) / 2 : null,
            CrossedByBoundary = _question.Decisions ? _outcomes[(int)DecisionOutcome.Crossed] : null,
            TiedRegions = _question.Decisions ? _outcomes[(int)DecisionOutcome.Tied] : null,
        };
        if (!Covers(found, totals))
        {
            throw line.Error($"the numbers are not those that the evidence proves: {CountInWords.Numbers(found)}");
        }
    }

    /// <summary>Whether the numbers are those found or, where the list is not complete, at most those.</summary>
    private static bool Covers(RegionCountTotals found, RegionCountTotals claimed)
    {
        (long?, long?)[] pairs =
        [
            (found.Regions, claimed.Regions), (found.FacetIncidences, claimed.FacetIncidences), (found.NeighborPairs, claimed.NeighborPairs),
            (found.CrossedByBoundary, claimed.CrossedByBoundary), (found.TiedRegions, claimed.TiedRegions),
            .. found.PerLayer.Zip(claimed.PerLayer, static (proved, claim) => ((long?)proved, (long?)claim)),
        ];
        return found.PerLayer.Length == claimed.PerLayer.Length
            && pairs.All(pair => pair.Item1.HasValue == pair.Item2.HasValue && (pair.Item1 == pair.Item2 || (!claimed.Complete && pair.Item2 < pair.Item1)));
    }
}
