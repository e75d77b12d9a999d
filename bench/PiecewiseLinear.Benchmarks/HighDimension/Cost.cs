using System.Diagnostics;
using System.Globalization;

namespace PiecewiseLinear.Benchmarks;

/// <summary>Elapsed seconds and seconds of processor time of this process (native engines and all threads included): on a shared machine the latter is the one to compare.</summary>
internal readonly record struct Cost(double Elapsed, double Processor)
{
    /// <summary>The clocks as they stand.</summary>
    public static Cost Now()
        => new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, Environment.CpuUsage.TotalTime.TotalSeconds);

    /// <summary>What has passed since.</summary>
    public static Cost Since(Cost start)
    {
        Cost now = Now();
        return new Cost(now.Elapsed - start.Elapsed, now.Processor - start.Processor);
    }

    /// <summary>What a piece of work takes.</summary>
    public static Cost Of(Action work)
    {
        Cost start = Now();
        work();
        return Since(start);
    }

    /// <summary>One piece of work after another.</summary>
    public static Cost operator +(Cost first, Cost second) => new(first.Elapsed + second.Elapsed, first.Processor + second.Processor);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Processor:F2} s CPU ({Elapsed:F2} s elapsed)");
}
