namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>The time that a query has.</summary>
internal sealed class Deadline(TimeSpan? limit, TimeProvider clock, CancellationToken cancelled)
{
    private readonly long _started = clock.GetTimestamp();

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>The time left, at least a millisecond; null without a limit.</summary>
    public TimeSpan? Left => limit is { } time ? TimeSpan.FromMilliseconds(Math.Max(1d, (time - Elapsed).TotalMilliseconds)) : null;

    /// <summary>Why a search was stopped, in words.</summary>
    public string WhyStopped => cancelled.IsCancellationRequested || limit is null ? "it was cancelled" : $"the time limit of {limit.Value.TotalSeconds:0.###} s was reached";
}
