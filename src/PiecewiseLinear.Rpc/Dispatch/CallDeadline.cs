namespace PiecewiseLinear.Rpc.Dispatch;

/// <summary>The moment at which the caller stops waiting.</summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>The longest time a timer can run; a deadline further away never comes.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1.0);

    private readonly CancellationTokenSource? _timer;
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallDeadline(TimeSpan? timeout, TimeProvider time)
    {
        var now = time.GetUtcNow();
        At = timeout is { } wait && wait < DateTimeOffset.MaxValue - now ? now + wait : DateTimeOffset.MaxValue;
        if (timeout is { } limit && limit <= LongestTimer)
        {
            _timer = new CancellationTokenSource(limit, time);
            _timer.Token.Register(static passed => ((TaskCompletionSource)passed!).TrySetResult(), _passed);
        }
    }

    /// <summary>The moment; <see cref="DateTimeOffset.MaxValue"/> for none.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Whether it can pass at all.</summary>
    public bool Exists => _timer is not null;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => _timer is { IsCancellationRequested: true };

    /// <summary>Cancelled when it passes.</summary>
    public CancellationToken Token => _timer?.Token ?? CancellationToken.None;

    /// <summary>Completes when it passes.</summary>
    public Task Passed => _passed.Task;

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
