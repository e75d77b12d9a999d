using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>When a search for a radius has to stop, and whom it tells how far it is.</summary>
internal sealed class SearchLimits : IDisposable
{
    private static readonly TimeSpan s_reportEvery = TimeSpan.FromMilliseconds(200);
    private readonly RadiusQuery _query;
    private readonly IProgress<RadiusProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly TimeSlice _time;
    private readonly long _started;
    private readonly Incumbent _incumbent;
    private readonly Lock _reporting = new();
    private TimeSpan _reported = TimeSpan.MinValue;
    private ExactDistance _lower;

    public SearchLimits(RadiusQuery query, Incumbent incumbent, IProgress<RadiusProgress>? progress, CancellationToken cancellationToken)
    {
        (_query, _incumbent, _progress, _cancellation) = (query, incumbent, progress, cancellationToken);
        _lower = ExactDistance.Zero(query.Norm);
        _started = query.Time.GetTimestamp();
        _time = new TimeSlice(query.MaxTime, query.Time, cancellationToken);
    }

    /// <summary>Cancelled at the end of the budget or by the caller.</summary>
    public CancellationToken Stop => _time.Token;

    public bool IsOutOfTime => _time.Token.IsCancellationRequested && !_cancellation.IsCancellationRequested;

    public string Reason => $"the budget of {_query.MaxTime?.TotalSeconds:0.###} s was reached";

    public TimeSpan Elapsed => _query.Time.GetElapsedTime(_started);

    /// <summary>What is left of the budget; null without one.</summary>
    public TimeSpan? Left => _query.MaxTime - Elapsed;

    /// <summary>Ends when the given share of the whole budget is used up, or with <see cref="Stop"/>.</summary>
    public TimeSlice Share(double share) => new(_query.MaxTime * share - Elapsed, _query.Time, Stop);

    /// <summary>Ends after a share of what is left of the budget, but not before the least time; the caller's cancellation ends it, the budget does not.</summary>
    public TimeSlice Slice(double share, TimeSpan least) => new(Left * share is { } time && time > least ? time : least, _query.Time, _cancellation);

    /// <summary>Cancelled by the caller alone.</summary>
    public CancellationToken Cancelled => _cancellation;

    public void ThrowIfCancelled() => _cancellation.ThrowIfCancellationRequested();

    /// <summary>Reports now and then, while it is not disposed, with the lower bound that the function gives for what a ball holds of D (null: for all of it).</summary>
    public IDisposable? Watch(Func<double> least, ExactDistance? radius)
        => _progress is null ? null : _query.Time.CreateTimer(_ => Report(LowerOf(least(), radius)), state: null, s_reportEvery, s_reportEvery);

    /// <summary>A lower bound in doubles, for what a ball holds of D (null: for all of it), as a distance: not above the radius, nor above the distance of the best point known.</summary>
    public ExactDistance LowerOf(double least, ExactDistance? radius)
    {
        ExactDistance? most = _incumbent.Best?.Distance is { } best && !(best > radius) ? best : radius;
        if (!double.IsFinite(least))
        {
            return most ?? ExactDistance.Zero(_query.Norm);
        }

        ExactDistance lower = ExactDistance.OfRadius(_query.Norm, Rational.FromDouble(Math.Max(0d, least)));
        return lower > most ? most.Value : lower;
    }

    /// <summary>Says how far the search is, if it was not said just before: the best lower bound so far, whatever the search at hand has proved anew.</summary>
    public void Report(ExactDistance lower)
    {
        if (_progress is null)
        {
            return;
        }

        lock (_reporting)
        {
            TimeSpan now = Elapsed;
            _lower = lower > _lower ? lower : _lower;
            if (_reported == TimeSpan.MinValue || now - _reported >= s_reportEvery)
            {
                _reported = now;
                _progress.Report(new RadiusProgress(_lower, _incumbent.Best?.Distance, now));
            }
        }
    }

    public void Dispose()
    {
        _time.Dispose();
    }
}
