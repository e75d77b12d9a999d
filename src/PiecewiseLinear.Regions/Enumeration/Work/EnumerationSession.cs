using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>One enumeration from its query to its answer: resumes, picks the engine, watches the budget, puts the answer together.</summary>
internal sealed class EnumerationSession
{
    /// <summary>Up to here cells have few enough vertices that the engine of vertices is the faster one.</summary>
    private const int AutomaticVertexDimension = 7;

    /// <summary>Cubes have 2^k vertices and cells often more.</summary>
    private const int LargestVertexDimension = 16;

    private readonly EnumerationQuery _query;
    private readonly IRegionSink? _sink;
    private readonly IProgress<EnumerationProgress>? _progress;
    private readonly FormPlan _plan;
    private readonly EnumerationEngine _engine;
    private readonly long _started;
    private readonly Lazy<string> _question;
    private readonly List<PatternLog> _logs = [];
    private Rational? _volumeBefore;
    private bool _logsGivenUp;
    private EnumerationStop _stop = EnumerationStop.Completed;
    private EnumerationEffort _effort = new(0, 0, 0, 0, 0);

    public EnumerationSession(EnumerationQuery query, IRegionSink? sink, IProgress<EnumerationProgress>? progress)
    {
        if (query.Domain.InputDimension != query.Network.InputDimension)
        {
            throw new ArgumentException(
                $"the domain embeds into {query.Domain.InputDimension} inputs, expected {query.Network.InputDimension}, those of the network", nameof(query));
        }

        if (query.Budget.MaxRegions is < 1)
        {
            throw new RegionQueryException("max_regions", $"the budget is {query.Budget.MaxRegions} regions, expected at least 1");
        }

        _query = query;
        _sink = sink;
        _progress = progress;
        _plan = new FormPlan(query.Network, query.Domain.Normalized());
        _engine = Choose();
        _started = query.Clock.GetTimestamp();
        _question = new Lazy<string>(() => ResumeToken.Question(query));
    }

    /// <summary>Runs to the end or to the budget's.</summary>
    public RegionCount Run(CancellationToken cancellationToken)
    {
        (WalkStart start, RegionTally totals) = Begin();
        RunOutcome? outcome;
        if (_engine == EnumerationEngine.LinearPrograms)
        {
            outcome = Run(Programs, start, totals, cancellationToken);
        }
        else
        {
            outcome = Run(Vertices<Tight64>, start, totals, cancellationToken);
            outcome ??= Run(Vertices<Tight512>, _next!, _totals!, cancellationToken);
        }

        return outcome is null
            ? throw new EnumerationLimitException($"a cell touches more than {Tight512.Capacity} constraints")
            : Answer(outcome);
    }

    /// <summary>The engine that the query asks for, or that its number of free inputs does.</summary>
    public static EnumerationEngine EngineFor(EnumerationQuery query, int freeInputs)
        => freeInputs == 0 ? EnumerationEngine.Vertices : query.Engine != EnumerationEngine.Auto ? query.Engine
            : freeInputs <= AutomaticVertexDimension ? EnumerationEngine.Vertices : EnumerationEngine.LinearPrograms;

    /// <summary>The engine for the question, or the reason against the one that was asked for.</summary>
    private EnumerationEngine Choose()
    {
        int k = _plan.Dimension;
        EnumerationEngine engine = EngineFor(_query, k);
        if (engine == EnumerationEngine.Vertices && k > LargestVertexDimension)
        {
            throw new EnumerationLimitException($"a cube in dimension {k} has 2^{k} vertices, expected a dimension of at most {LargestVertexDimension} for the engine of vertices");
        }

        CountedQuantities missing = _query.Quantities & ~ProgramEngine.Supported;
        if (engine == EnumerationEngine.LinearPrograms && missing != CountedQuantities.None)
        {
            throw new RegionQueryException("quantities", $"{missing} cannot be counted by linear programs, which dimension {k} asks for: expected at most {AutomaticVertexDimension} free inputs for them");
        }

        return engine;
    }

    private WalkStart? _next;
    private RegionTally? _totals;

    private (WalkStart Start, RegionTally Totals) Begin()
    {
        if (_query.ResumeToken is not { } token)
        {
            return (WalkStart.Root, new RegionTally(_plan.Layers));
        }

        if ((_query.Quantities & (CountedQuantities.Hamming1 | CountedQuantities.Maps)) != CountedQuantities.None)
        {
            throw new RegionQueryException("resume_token", "Hamming-1 pairs and distinct maps need the sets of all patterns, which a resume token does not carry: ask for them in one run");
        }

        (WalkStart start, RegionTally totals, _volumeBefore) = ResumeToken.Read(token, _question.Value, _plan.Layers);
        return (start, totals);
    }

    private ProgramEngine Programs(WalkPath path, IWalkEvents events, bool regions, ICountEvidence? evidence) => new(_query, _plan, path, events, regions, evidence);

    private VertexEngine<TSet> Vertices<TSet>(WalkPath path, IWalkEvents events, bool regions, ICountEvidence? evidence)
        where TSet : unmanaged, ITightSet<TSet>
        => new(_query, _plan, path, events, regions, evidence);

    /// <summary>One run; null when it needs more slots, then <see cref="_next"/> and <see cref="_totals"/> say where to go on.</summary>
    private RunOutcome? Run(WalkEngineFactory engine, WalkStart start, RegionTally totals, CancellationToken cancellationToken)
    {
        // Which of several bases a program ends in depends on the programs before it, and a certificate is to be one text: one thread.
        bool single = _engine == EnumerationEngine.LinearPrograms && _query.Evidence is not null;
        using EnumerationRun run = new(single ? _query with { Threads = 1 } : _query, engine, start, totals, _sink, totals.Regions);
        using (cancellationToken.Register(run.Control.Stop))
        {
            run.Run(done => Watch(run, done));
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (run.Control.Failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        RunOutcome outcome = run.Combine(_sink is null ? _query.Budget.MaxRegions ?? long.MaxValue : run.Control.Delivery.Delivered);
        _logs.AddRange(outcome.Logs ?? []);
        _logsGivenUp |= outcome.Logs is null;
        _effort += outcome.Effort;
        if (run.Control.CapacityExceeded && _stop == EnumerationStop.Completed && outcome.Next is not null && outcome.Totals.Regions != _query.Budget.MaxRegions)
        {
            (_next, _totals) = (outcome.Next, outcome.Totals);
            return null;
        }

        if (outcome.Next is not null && _stop == EnumerationStop.Completed)
        {
            _stop = outcome.Totals.Regions == _query.Budget.MaxRegions ? EnumerationStop.MaxRegions : EnumerationStop.Sink;
        }

        return outcome;
    }

    /// <summary>Waits a moment, then looks at the budget and tells how far the run is.</summary>
    private void Watch(EnumerationRun run, WaitHandle done)
    {
        TimeSpan elapsed = _query.Clock.GetElapsedTime(_started);
        TimeSpan pause = _query.ProgressInterval < TimeSpan.FromMilliseconds(50) ? _query.ProgressInterval : TimeSpan.FromMilliseconds(50);
        if (_query.Budget.Time is { } time)
        {
            pause = time - elapsed < pause ? time - elapsed : pause;
        }

        if (pause > TimeSpan.Zero && done.WaitOne(pause))
        {
            return;
        }

        elapsed = _query.Clock.GetElapsedTime(_started);
        if (run.Control.IsStopping)
        {
            done.WaitOne();
            return;
        }

        if (elapsed >= _query.Budget.Time)
        {
            _stop = EnumerationStop.Time;
            run.Control.Stop();
        }
        else if (Environment.WorkingSet > _query.Budget.MemoryBytes)
        {
            _stop = EnumerationStop.Memory;
            run.Control.Stop();
        }
        else if (_sink is null && run.Prefix >= _query.Budget.MaxRegions)
        {
            run.Control.Stop();
        }

        Report(run, elapsed);
    }

    private TimeSpan _lastReport;

    private void Report(EnumerationRun run, TimeSpan elapsed)
    {
        if (_progress is null || elapsed - _lastReport < _query.ProgressInterval)
        {
            return;
        }

        _lastReport = elapsed;
        if (run.Committed() is { } committed)
        {
            _progress.Report(new EnumerationProgress(
                run.Found, committed.Totals.Regions, elapsed, run.DoneWeight, ResumeToken.Write(_question.Value, committed.Next, committed.Totals, Volume(committed.Totals))));
        }

        run.Control.RequestSnapshot();
    }

    /// <summary>The volume so far in the coordinates of the cube; null when it is not asked for.</summary>
    private Rational? Volume(RegionTally totals)
        => _query.Quantities.HasFlag(CountedQuantities.Volumes) ? totals.Volume.Total() + (_volumeBefore ?? Rational.Zero) : null;

    private RegionCount Answer(RunOutcome outcome)
    {
        CountedQuantities asked = _query.Quantities;
        RegionTally totals = outcome.Totals;
        bool facets = asked.HasFlag(CountedQuantities.Facets), vertices = asked.HasFlag(CountedQuantities.Vertices), boundary = asked.HasFlag(CountedQuantities.Boundary);
        Rational scale = _query.Domain.HalfWidths().Aggregate(Rational.One, static (product, half) => product * half);
        Rational? volume = Volume(totals);
        return new RegionCount
        {
            Regions = totals.Regions,
            PerLayer = [.. totals.PerLayer],
            FacetIncidences = facets ? totals.FacetIncidences : null,
            BoxFacetIncidences = facets ? totals.BoxFacetIncidences : null,
            NeighborPairs = facets ? (totals.FacetIncidences - totals.BoxFacetIncidences + 1) / 2 : null,
            FacetHistogram = facets ? Trimmed(totals.FacetHistogram) : null,
            Hamming1Pairs = asked.HasFlag(CountedQuantities.Hamming1) && !_logsGivenUp ? HammingPairs.Count(_logs, _query.Network.HiddenNeurons) : null,
            DistinctMaps = asked.HasFlag(CountedQuantities.Maps) && !_logsGivenUp ? DistinctMaps.Count(_logs, _plan) : null,
            CrossedByBoundary = boundary ? totals.Crossed : null,
            TiedRegions = boundary ? totals.Tied : null,
            Vertices = vertices ? totals.Vertices : null,
            Edges = vertices ? totals.Edges : null,
            Volume = volume * scale,
            Complete = outcome.Next is null,
            Stop = _stop,
            ResumeToken = outcome.Next is { } next ? ResumeToken.Write(_question.Value, next, totals, volume) : null,
            Engine = _engine,
            Effort = _effort,
        };
    }

    private static ImmutableArray<long> Trimmed(ReadOnlySpan<long> histogram)
        => [.. histogram[..(histogram.LastIndexOfAnyExcept(0L) + 1)]];
}
