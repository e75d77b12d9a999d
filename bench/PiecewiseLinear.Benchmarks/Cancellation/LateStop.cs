using System.Diagnostics;

namespace PiecewiseLinear.Benchmarks;

/// <summary>How long a question went on after it was cancelled.</summary>
/// <param name="Moment">When it was cancelled, in seconds after its start.</param>
/// <param name="Milliseconds">From the cancellation to the return, by the clock.</param>
/// <param name="Processor">The same in processor time of the whole process, which other processes do not lengthen.</param>
internal readonly record struct LateStop(double Moment, double Milliseconds, double Processor)
{
    /// <summary>Asks a question and cancels it at a moment; null where it had ended by itself.</summary>
    public static LateStop? Measure(CancelledQuestion question, double moment)
    {
        using CancellationTokenSource source = new();
        long started = Stopwatch.GetTimestamp(), cancelled = 0;
        TimeSpan processor = default;
        using Timer timer = new(
            _ =>
            {
                processor = Environment.CpuUsage.TotalTime;
                Volatile.Write(ref cancelled, Stopwatch.GetTimestamp());
                source.Cancel();
            },
            state: null,
            TimeSpan.FromSeconds(moment),
            Timeout.InfiniteTimeSpan);
        try
        {
            question.Ask(source.Token);
        }
        catch (OperationCanceledException)
        {
            // That is one of the two ways to end.
        }

        long returned = Stopwatch.GetTimestamp();
        return Volatile.Read(ref cancelled) is > 0 and var at
            ? new LateStop(Stopwatch.GetElapsedTime(started, at).TotalSeconds, Stopwatch.GetElapsedTime(at, returned).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds)
            : null;
    }
}
