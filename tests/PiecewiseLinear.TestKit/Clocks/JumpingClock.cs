namespace PiecewiseLinear.TestKit.Clocks;

/// <summary>
/// A clock that stands still but for what it is told: then its timers are due at once, on the caller's thread. Left alone, no limit of time is ever reached by it, however slow the machine is.
/// </summary>
public sealed class JumpingClock : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock _changing = new();
    private readonly List<Alarm> _alarms = [];
    private long _ticks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => s_start + TimeSpan.FromTicks(GetTimestamp());

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm alarm = new(this, callback, state);
        alarm.Change(dueTime, period);
        lock (_changing)
        {
            _alarms.Add(alarm);
        }

        return alarm;
    }

    /// <summary>Lets time pass: every timer that is due by then rings once before this returns; none rings again.</summary>
    /// <param name="time">How much.</param>
    public void Advance(TimeSpan time)
    {
        long now = Interlocked.Add(ref _ticks, time.Ticks);
        Alarm[] due;
        lock (_changing)
        {
            due = [.. _alarms.Where(alarm => alarm.Due <= now)];
            _alarms.RemoveAll(alarm => alarm.Due <= now);
        }

        foreach (Alarm alarm in due)
        {
            alarm.Ring();
        }
    }

    private sealed class Alarm(JumpingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; } = long.MaxValue;

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
            return true;
        }

        public void Dispose() => Due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
