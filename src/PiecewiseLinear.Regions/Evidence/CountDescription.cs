using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>What is behind a count, in the words of the JSON and the messages.</summary>
public static class CountDescription
{
    /// <summary>
    /// The names of the fields that the certificate of a count proves: exactly, or, of a count that a budget stopped, as lower bounds. The other numbers are
    /// exact, but the certificate has no evidence of its own for them: so are facets and the decision boundary when linear programs counted.
    /// </summary>
    public static IEnumerable<string> CertifiedFields(RegionCount count)
    {
        yield return "regions";
        if (count.Complete)
        {
            yield return "per_layer";
            yield return "complete";
        }

        if (count.Engine == EnumerationEngine.LinearPrograms)
        {
            yield break;
        }

        if (count.FacetIncidences is not null)
        {
            yield return "facet_incidences";
            if (count.Complete)
            {
                yield return "neighbor_pairs";
            }
        }

        if (count.CrossedByBoundary is not null)
        {
            yield return "crossed_by_boundary";
            yield return "tied_regions";
        }
    }

    /// <summary>The quantities that were asked for and given up because their set outgrew its memory.</summary>
    public static IEnumerable<string> GivenUp(EnumerationQuery query, RegionCount count)
    {
        if (query.Quantities.HasFlag(CountedQuantities.Hamming1) && count.Hamming1Pairs is null)
        {
            yield return "hamming_1_pairs";
        }

        if (query.Quantities.HasFlag(CountedQuantities.Maps) && count.DistinctMaps is null)
        {
            yield return "distinct_maps";
        }
    }

    /// <summary>Why a count stopped, in words.</summary>
    public static string StopReason(RegionCount count)
        => count.Stop switch
        {
            EnumerationStop.MaxRegions => "the limit on regions",
            EnumerationStop.Time => "the limit on time",
            EnumerationStop.Memory => "the limit on memory",
            EnumerationStop.Sink => "the receiver",
            EnumerationStop.Completed => throw new ArgumentException("the count is complete", nameof(count)),
            _ => throw new ArgumentOutOfRangeException(nameof(count), count.Stop, "expected a known reason"),
        };

    /// <summary>The published upper bounds for the architecture that apply, by name.</summary>
    public static IEnumerable<(string Source, BigInteger Bound)> UpperBounds(RegionCountBounds bounds)
    {
        yield return ("arrangement_per_layer", bounds.PerLayerProduct);
        if (bounds.Montufar is { } montufar)
        {
            yield return ("montufar_2017", montufar);
        }

        if (bounds.Serra is { } serra)
        {
            yield return ("serra_2018", serra);
        }

        if (bounds.ActivationHistogram is { } hinz)
        {
            yield return ("hinz_activation_histogram", hinz);
        }
    }
}
