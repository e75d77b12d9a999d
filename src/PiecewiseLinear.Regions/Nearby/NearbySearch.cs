using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>The best-first search of <see cref="RegionsNearby"/>.</summary>
internal sealed class NearbySearch(NearbyQuery query, Domain domain, CancellationToken cancellationToken)
{
    /// <summary>Timers reach about 49 days; a longer budget is looked at between steps only.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly NearbyGeometry _geometry = new(query, domain);
    private readonly Dictionary<ActivationPattern, NearbyNode> _known = [];
    private readonly PriorityQueue<(NearbyNode Node, NearbyStage Stage), NearbyKey> _queue = new();
    private readonly List<NearbyNode> _group = [];
    private readonly ExactDistance? _radius = query.Radius is { } r ? ExactDistance.OfRadius(query.Norm, r) : null;
    private readonly long _started = query.Time.GetTimestamp();
    private ExactDistance? _farthest;
    private CancellationToken _work;
    private long _listed;
    private long _pairs;
    private long _distances;
    private long _bytes;
    private string? _undecided;

    /// <summary>The regions in order, then the summary.</summary>
    public IEnumerable<NearbyMessage> Run()
    {
        using CancellationTokenSource time = new(query.MaxTime is { } limit && limit < LongestTimer ? limit : Timeout.InfiniteTimeSpan, query.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        _work = either.Token;
        NearbyStop? stop = WithinTime(Start);
        while (stop is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool waiting = _queue.TryPeek(out (NearbyNode Node, NearbyStage Stage) next, out NearbyKey key);
            if (_group.Count > 0 && (!waiting || IsBehindGroup(key)))
            {
                foreach (NearbyRegion region in ListGroup())
                {
                    yield return new NearbyMessage.Found(region);
                }

                stop = _listed == query.Nearest ? NearbyStop.NearestFound : null;
                continue;
            }

            stop = waiting ? Budget(next.Node, next.Stage) : NearbyStop.Exhausted;
            if (stop is null)
            {
                _queue.Dequeue();
                stop = next.Node.Stage == next.Stage ? WithinTime(() => Advance(next.Node, key)) : null;
            }
        }

        foreach (NearbyRegion region in ListGroup())
        {
            yield return new NearbyMessage.Found(region);
        }

        yield return new NearbyMessage.Finished(Summary(stop.Value));
    }

    /// <summary>The regions that contain the point wait at distance zero.</summary>
    private NearbyStop? Start()
    {
        try
        {
            foreach (ActivationPattern pattern in PointLocator.LocatePatterns(query.StartingPoint, _work).Patterns)
            {
                Meet(Node(pattern), 0);
            }

            return null;
        }
        catch (RegionUndecidedException)
        {
            // An exact program that was broken off is undecided.
            _work.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>A piece of work that the budget in time may break off; what it was about is then left as it was.</summary>
    private NearbyStop? WithinTime(Func<NearbyStop?> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NearbyStop.TimeBudget;
        }
    }

    /// <summary>Whether everything at or behind the key is farther than the group that waits to be listed.</summary>
    private bool IsBehindGroup(NearbyKey key)
    {
        ExactDistance distance = _group[0].Nearest!.Distance;
        return key.Low > distance.Power.RoundDown() || key.Exact > distance;
    }

    private NearbyStop? Budget(NearbyNode next, NearbyStage stage)
    {
        if (stage == NearbyStage.Measured && next.Stage == stage && _listed + _group.Count >= query.MaxRegions)
        {
            return NearbyStop.RegionBudget;
        }

        return query.MaxTime is { } time && query.Time.GetElapsedTime(_started) >= time ? NearbyStop.TimeBudget
            : _bytes > query.MaxMemory ? NearbyStop.MemoryBudget
            : null;
    }

    /// <summary>Takes the region one stage further.</summary>
    private NearbyStop? Advance(NearbyNode node, NearbyKey key)
    {
        if (node.Stage == NearbyStage.Measured)
        {
            Open(node, key.Low);
            return null;
        }

        ProposedNearestPoint proposed = _geometry.Propose(node.Pattern, _work);
        if (node.Stage == NearbyStage.Met)
        {
            ExactDistance bound = proposed.LowerBound() ?? throw NoRegion(node);
            if (bound > _radius)
            {
                node.Stage = NearbyStage.Outside;
                return null;
            }

            double low = bound.Power.RoundDown();
            if (low > key.Low)
            {
                Enqueue(node, NearbyStage.Bounded, new NearbyKey(low, null));
                return null;
            }
        }

        return Measure(node, proposed);
    }

    private NearbyStop? Measure(NearbyNode node, ProposedNearestPoint proposed)
    {
        _distances++;
        switch (proposed.Prove(ExactBudget.Default, _work))
        {
            case NearestPointOutcome.Found found when found.Distance > _radius:
                node.Stage = NearbyStage.Outside;
                return null;
            case NearestPointOutcome.Found found:
                node.Nearest = found;
                _bytes += 200L * domain.Dimension;
                Enqueue(node, NearbyStage.Measured, new NearbyKey(found.Distance.Power.RoundDown(), found.Distance));
                return null;
            case NearestPointOutcome.Unknown unknown:
                _undecided ??= $"the distance of the region {string.Join(' ', node.Pattern.ToLayerStrings())}: {unknown.Reason}";
                return NearbyStop.Undecided;
            default:
                throw NoRegion(node);
        }
    }

    private void Open(NearbyNode node, double low)
    {
        OpenedRegion opened = _geometry.Open(node.Pattern, _work);
        _undecided ??= opened.Undecided is { } reason ? $"the facets of the region {string.Join(' ', node.Pattern.ToLayerStrings())}: {reason}" : null;
        node.Stage = NearbyStage.Opened;
        node.Opened = opened;
        node.Across = [.. opened.Neighbors.Select(neighbor => Node(neighbor.Pattern))];
        _bytes += 8L * node.Across.Length;
        _group.Add(node);
        for (int k = 0; k < node.Across.Length; k++)
        {
            ExactDistance facet = opened.FacetDistances[k];
            if (node.Across[k].Stage == NearbyStage.Met && !(facet > _radius))
            {
                Meet(node.Across[k], Math.Max(low, facet.Power.RoundDown()));
            }
        }
    }

    private void Meet(NearbyNode node, double low)
    {
        if (low < node.Key)
        {
            node.Key = low;
            Enqueue(node, NearbyStage.Met, new NearbyKey(low, null));
        }
    }

    private void Enqueue(NearbyNode node, NearbyStage stage, NearbyKey key)
    {
        node.Stage = stage;
        _queue.Enqueue((node, stage), key);
        _bytes += 64;
    }

    private NearbyNode Node(ActivationPattern pattern)
    {
        if (!_known.TryGetValue(pattern, out NearbyNode? node))
        {
            node = new NearbyNode(pattern);
            _known.Add(pattern, node);
            _bytes += 200 + (8L * pattern.Bits.Length);
        }

        return node;
    }

    /// <summary>Lists the regions of the group, all at one distance, and empties it.</summary>
    private List<NearbyRegion> ListGroup()
    {
        NearbyHops.Settle(_group);
        long room = Math.Min(query.Nearest ?? long.MaxValue, query.MaxRegions) - _listed;
        List<NearbyRegion> regions = [];
        foreach (NearbyNode node in _group.OrderBy(static node => node.Pattern, PatternOrder.Instance).Take((int)room))
        {
            _farthest = node.Nearest!.Distance;
            _pairs += node.Across.Count(static other => other.Stage == NearbyStage.Listed);
            node.Stage = NearbyStage.Listed;
            regions.Add(new NearbyRegion
            {
                Index = _listed++,
                Pattern = node.Pattern,
                Distance = node.Nearest.Distance,
                NearestPoint = _geometry.ToFullPoint(node.Nearest.Point),
                Hops = node.Hops,
                Interior = node.Opened!.Interior,
                Facets = node.Opened.Facets,
                Neighbors = node.Opened.Neighbors,
            });
            node.Opened = null;
            node.Nearest = null;
            _bytes -= 200L * domain.Dimension;
        }

        _group.Clear();
        return regions;
    }

    private NearbySummary Summary(NearbyStop stop)
    {
        string? incomplete = _undecided ?? stop switch
        {
            NearbyStop.RegionBudget => $"the budget of {query.MaxRegions} regions was reached",
            NearbyStop.TimeBudget => $"the budget of {query.MaxTime!.Value.TotalSeconds:0.###} s was reached",
            NearbyStop.MemoryBudget => $"the budget of {query.MaxMemory} bytes for known regions was reached",
            _ => null,
        };
        return new NearbySummary
        {
            Regions = _listed,
            NeighborPairs = _pairs,
            Complete = incomplete is null,
            Stop = stop,
            Incomplete = incomplete,
            Farthest = _farthest,
            Known = _known.Count,
            ExactDistances = _distances,
            Elapsed = query.Time.GetElapsedTime(_started),
        };
    }

    private static InvalidOperationException NoRegion(NearbyNode node)
        => new($"the region {string.Join(' ', node.Pattern.ToLayerStrings())} was found across a facet and has no points");
}
