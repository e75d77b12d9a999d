using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;

namespace PiecewiseLinear.Regions.Tests.Nearby;

/// <summary>All regions of a domain by walking over true facets from one of them, with their neighbors and exact distances from a point.</summary>
internal sealed class NearbyOracle
{
    private readonly Dictionary<ActivationPattern, OracleRegion> _regions = [];
    private readonly Dictionary<ActivationPattern, List<ActivationPattern>> _neighbors = [];

    public NearbyOracle(ReluNetwork network, Box? box, ImmutableArray<Rational> start)
    {
        BruteForceRegions oracle = new(network, box);
        Queue<OracleRegion> waiting = new(oracle.RegionsAt(start).Take(1));
        _regions.Add(waiting.Peek().Pattern, waiting.Peek());
        while (waiting.TryDequeue(out OracleRegion? region))
        {
            OracleRegion[] across = [.. region.Facets.Select(facet => oracle.NeighborAcross(region, facet)).OfType<OracleRegion>()];
            _neighbors[region.Pattern] = [.. across.Select(static other => other.Pattern)];
            foreach (OracleRegion other in across)
            {
                if (_regions.TryAdd(other.Pattern, other))
                {
                    waiting.Enqueue(other);
                }
            }
        }
    }

    public int Count => _regions.Count;

    public IReadOnlyCollection<ActivationPattern> NeighborsOf(ActivationPattern pattern) => _neighbors[pattern];

    /// <summary>All regions by (distance, pattern).</summary>
    public (ActivationPattern Pattern, Rational Distance)[] ByDistance(ImmutableArray<Rational> point, VectorNorm norm)
        => [.. _regions.Values.Select(region => (region.Pattern, DistanceOracle.Of(region, point, norm)))
            .OrderBy(static entry => entry.Item2).ThenBy(static entry => string.Concat(entry.Pattern.ToLayerStrings()), StringComparer.Ordinal)];

    /// <summary>The hops of every region through regions that are no farther than it.</summary>
    public Dictionary<ActivationPattern, int> Hops((ActivationPattern Pattern, Rational Distance)[] all)
    {
        Dictionary<ActivationPattern, int> result = [];
        Dictionary<ActivationPattern, Rational> distances = all.ToDictionary(static entry => entry.Pattern, static entry => entry.Distance);
        foreach (IGrouping<Rational, (ActivationPattern Pattern, Rational Distance)> level in all.GroupBy(static entry => entry.Distance))
        {
            Dictionary<ActivationPattern, int> hops = all.Where(static entry => entry.Distance.IsZero).ToDictionary(static entry => entry.Pattern, static _ => 0);
            Queue<ActivationPattern> waiting = new(hops.Keys);
            while (waiting.TryDequeue(out ActivationPattern? pattern))
            {
                foreach (ActivationPattern other in _neighbors[pattern].Where(other => distances[other] <= level.Key && !hops.ContainsKey(other)))
                {
                    hops.Add(other, hops[pattern] + 1);
                    waiting.Enqueue(other);
                }
            }

            foreach ((ActivationPattern pattern, _) in level)
            {
                result.Add(pattern, hops[pattern]);
            }
        }

        return result;
    }
}
