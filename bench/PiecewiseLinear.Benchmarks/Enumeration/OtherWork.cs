using System.Diagnostics;
using System.Globalization;

namespace PiecewiseLinear.Benchmarks;

/// <summary>How much of all processors other processes took while a measurement ran (Linux: /proc/stat, in ticks of 10 ms). Times by the clock mean something only where that is little.</summary>
internal sealed class OtherWork
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _own = Process.GetCurrentProcess().TotalProcessorTime;
    private readonly double _busy = BusySeconds();

    /// <summary>The share since this was made, from 0 to 1; 0 where the system does not tell.</summary>
    public double Share()
    {
        double busy = BusySeconds() - _busy, own = (Process.GetCurrentProcess().TotalProcessorTime - _own).TotalSeconds;
        return Math.Max(0d, busy - own) / (Stopwatch.GetElapsedTime(_start).TotalSeconds * Environment.ProcessorCount);
    }

    /// <summary>User, nice, system, interrupts and stolen time of all processors since the system started.</summary>
    private static double BusySeconds()
    {
        if (!File.Exists("/proc/stat"))
        {
            return 0d;
        }

        double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100d;
    }
}
