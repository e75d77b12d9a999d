namespace PiecewiseLinear.Verification;

/// <summary>A token that is cancelled at the end of a time by a given clock, or with another token.</summary>
internal sealed class TimeSlice : IDisposable
{
    /// <summary>Timers reach about 49 days; a longer time is no limit.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;

    /// <param name="time">The time from now on; none is left where it is not positive; null: no limit.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="stop">Ends it as well.</param>
    public TimeSlice(TimeSpan? time, TimeProvider clock, CancellationToken stop)
    {
        _time = time is { } limit && limit < s_longest ? new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, clock) : new CancellationTokenSource();
        _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, stop);
    }

    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _time.Dispose();
    }
}
