using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of <see cref="PointRegionsCertificate"/>, step by step as the specification lists them.</summary>
internal sealed class PointRegionsCheck
{
    private readonly PointRegionsCertificate _certificate;
    private readonly IntegerNetwork _network;
    private readonly Domain _domain;
    private readonly bool[][] _isWall;

    private PointRegionsCheck(ReluNetwork network, PointRegionsCertificate certificate)
    {
        _certificate = certificate;
        _network = new IntegerNetwork(network);
        _domain = new Domain(network.InputDimension, certificate.Box);
        _isWall = [.. network.HiddenLayers.Select(static layer => new bool[layer.Width])];
    }

    public static CheckResult Check(ReluNetwork network, PointRegionsCertificate certificate, CancellationToken cancellationToken)
    {
        string? reason = WhyMisshaped(network, certificate) ?? new PointRegionsCheck(network, certificate).Run(cancellationToken);
        return reason is null ? new CheckResult.Valid(ClaimInWords.Of(certificate)) : new CheckResult.Invalid(reason);
    }

    private static string? WhyMisshaped(ReluNetwork network, PointRegionsCertificate certificate)
    {
        ImmutableArray<int> widths = [.. network.HiddenLayers.Select(static layer => layer.Width)];
        if (certificate.Box is { } box && box.Dimension != network.InputDimension)
        {
            return $"the box has {box.Dimension} intervals, the network {network.InputDimension} inputs";
        }

        if (!certificate.Signs.Select(static signs => signs.Length).SequenceEqual(widths))
        {
            return $"the signs do not have the shape of the hidden layers ({string.Join(", ", widths)} neurons)";
        }

        if (certificate.Regions.IsEmpty)
        {
            return "no region is listed, but every point has one";
        }

        for (int i = 0; i < certificate.Regions.Length; i++)
        {
            ActivationPattern pattern = certificate.Regions[i].Pattern;
            if (!Enumerable.Range(0, pattern.LayerCount).Select(pattern.WidthOf).SequenceEqual(widths))
            {
                return string.Create(CultureInfo.InvariantCulture, $"region {i}: the pattern does not have the shape of the hidden layers ({string.Join(", ", widths)} neurons)");
            }
        }

        return null;
    }

    private string? Run(CancellationToken cancellationToken)
    {
        if (_domain.WhyNoPoint("the point", _certificate.Point) is { } reason)
        {
            return reason;
        }

        if (_certificate.Box is { } box && !box.Contains(_certificate.Point.AsSpan()))
        {
            return "the point is outside of the box";
        }

        int[][] signs = PointSigns.At(_network, _certificate.Point, cancellationToken);
        return CheckSettledSigns(signs) ?? CheckList(signs, cancellationToken) ?? CheckRegions(cancellationToken)
            ?? PointSigns.Check(_certificate.Signs, signs, (layer, i) => _isWall[layer][i]);
    }

    /// <summary>The signs of the neurons that are not zero at the point; the others wait for the rows of the regions.</summary>
    private string? CheckSettledSigns(int[][] signs)
        => PointSigns.Check(_certificate.Signs, signs, (layer, i) => _certificate.Signs[layer][i] == '*');

    private string? CheckList(int[][] signs, CancellationToken cancellationToken)
    {
        if (_certificate.Complete)
        {
            return DirectionTree.Check(_network, _domain, _certificate, signs, cancellationToken);
        }

        if (!_certificate.Splits.IsEmpty)
        {
            return "a list of regions that is not complete has no splits";
        }

        ImmutableArray<string> spelled = [.. _certificate.Regions.Select(static region => string.Join(' ', region.Pattern.ToLayerStrings()))];
        int wrong = Enumerable.Range(1, spelled.Length - 1).FirstOrDefault(i => string.CompareOrdinal(spelled[i - 1], spelled[i]) <= 0);
        return wrong == 0 ? null : $"region {wrong} is {spelled[wrong]}, but regions come in descending order of their patterns, each once";
    }

    private string? CheckRegions(CancellationToken cancellationToken)
    {
        for (int i = 0; i < _certificate.Regions.Length; i++)
        {
            if (CheckRegion(_certificate.Regions[i], cancellationToken) is { } reason)
            {
                return $"region {i}: {reason}";
            }
        }

        return null;
    }

    private string? CheckRegion(RegionEvidence region, CancellationToken cancellationToken)
    {
        RegionRows rows = RegionRows.Compose(_network, _domain, region.Pattern, cancellationToken);
        return CheckPattern(region, rows)
            ?? (region.Facets is null ? null : new FacetCheck(rows, _domain, _domain.FreeCoordinates(region.Interior)).Check(region, cancellationToken))
            ?? (region.Ball is { } ball && BallCheck.Check(ball, rows, _domain) is { } reason ? $"ball: {reason}" : null);
    }

    /// <summary>The interior point is strict, the point itself is in the closure, and identically zero neurons are inactive.</summary>
    private string? CheckPattern(RegionEvidence region, RegionRows rows)
    {
        if (_domain.WhyNoPoint("the interior point", region.Interior) is { } reason)
        {
            return reason;
        }

        IntegerPoint interior = _domain.FreeCoordinates(region.Interior);
        IntegerPoint point = _domain.FreeCoordinates(_certificate.Point);
        foreach ((RowReference name, IntegerRow row) in rows.All)
        {
            if (row.ScaledSlack(interior).Sign <= 0)
            {
                return $"the interior point is not strictly inside row {name}";
            }

            if (row.ScaledSlack(point).Sign < 0)
            {
                return $"the point violates row {name}, so it is not in the closure";
            }

            if (name.IsNeuron)
            {
                _isWall[name.Layer][name.NeuronIndex] = true;
            }
        }

        for (int layer = 0; layer < _isWall.Length; layer++)
        {
            for (int i = 0; i < _isWall[layer].Length; i++)
            {
                if (region.Pattern[layer, i] == ActivationPhase.Active && rows.Find(RowReference.OfNeuron(layer, i)) is null)
                {
                    return $"neuron {layer}:{i} is identically zero there, so its phase is 0, not 1";
                }
            }
        }

        return null;
    }
}
