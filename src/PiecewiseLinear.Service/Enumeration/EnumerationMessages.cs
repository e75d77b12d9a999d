using System.Globalization;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Writes what an enumeration found as messages.</summary>
internal static class EnumerationMessages
{
    public static V1.EnumerationProgress Write(EnumerationProgress progress)
        => new()
        {
            Regions = progress.Regions,
            EstimatedFraction = progress.EstimatedFraction,
            ElapsedMs = progress.Elapsed.TotalMilliseconds,
            ResumeToken = progress.ResumeToken,
        };

    public static V1.EnumeratedRegion Write(EnumeratedRegion region, EnumerationQuery query, V1.RegionDetails? details, ResponseNumbers numbers)
    {
        V1.EnumeratedRegion message = new() { Index = region.Index, Pattern = RegionMessages.Pattern(region.Pattern), Interior = numbers.Vector(region.Interior) };
        if (details?.Facets == true)
        {
            message.Facets.AddRange(region.InputFacets().Select(facet => RegionMessages.Facet(facet, numbers)));
        }

        if (details?.Vertices == true)
        {
            message.Vertices.AddRange(region.Vertices().Select(vertex => numbers.Vector(query.Domain.ToInput(vertex))));
        }

        if (details?.Map == true)
        {
            (var a, var b) = region.InputMap().ToMap();
            message.Map = new V1.AffineMap { B = numbers.Vector(b) };
            message.Map.A.AddRange(a.Select(row => numbers.Vector(row)));
        }

        if (details?.Volume == true)
        {
            message.Volume = new V1.Rational { Value = region.Volume().ToString() };
        }

        message.Boundary = region.Crossing switch
        {
            null => V1.BoundaryRelation.Unspecified,
            BoundaryRelation.Crossed => V1.BoundaryRelation.Crossed,
            BoundaryRelation.Tied => V1.BoundaryRelation.Tied,
            _ => V1.BoundaryRelation.OneLabel,
        };
        return message;
    }

    public static V1.RegionCount Write(RegionCount count, EnumerationQuery query, string sha256, TimeSpan elapsed)
    {
        V1.RegionCount message = new()
        {
            Sha256 = sha256,
            Evidence = count.Complete ? V1.Evidence.Certified : V1.Evidence.Enclosed,
            Regions = count.Regions,
            Complete = count.Complete,
            Stopped = count.Complete ? string.Empty : CountDescription.StopReason(count),
            ResumeToken = count.ResumeToken ?? string.Empty,
            ElapsedMs = elapsed.TotalMilliseconds,
        };
        message.Certified.AddRange(CountDescription.CertifiedFields(count));
        message.PerLayer.AddRange(count.PerLayer);
        message.FacetHistogram.AddRange(count.FacetHistogram ?? []);
        message.GivenUp.AddRange(CountDescription.GivenUp(query, count));
        Set(count.FacetIncidences, value => message.FacetIncidences = value);
        Set(count.BoxFacetIncidences, value => message.BoxFacetIncidences = value);
        Set(count.NeighborPairs, value => message.NeighborPairs = value);
        Set(count.Hamming1Pairs, value => message.Hamming1Pairs = value);
        Set(count.DistinctMaps, value => message.DistinctMaps = value);
        Set(count.CrossedByBoundary, value => message.CrossedByBoundary = value);
        Set(count.TiedRegions, value => message.TiedRegions = value);
        Set(count.Vertices, value => message.Vertices = value);
        Set(count.Edges, value => message.Edges = value);
        if (count.Volume is { } volume)
        {
            message.Volume = new V1.Rational { Value = volume.ToString() };
        }

        RegionCountBounds bounds = RegionCountBounds.For(query.Network, query.Domain.Dimension);
        message.UpperBounds.AddRange(CountDescription.UpperBounds(bounds).Select(static item => new V1.UpperBound
        {
            Source = item.Source,
            Bound = new V1.Rational { Value = item.Bound.ToString(CultureInfo.InvariantCulture) },
        }));
        return message;
    }

    private static void Set(long? value, Action<long> assign)
    {
        if (value is { } number)
        {
            assign(number);
        }
    }
}
