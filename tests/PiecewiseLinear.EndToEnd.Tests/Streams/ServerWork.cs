using System.Diagnostics;
using System.Globalization;

namespace PiecewiseLinear.EndToEnd.Tests.Streams;

/// <summary>Sees from outside whether a process works: the threads that run or wait for a processor, the threads that an engine started, its memory.</summary>
internal sealed class ServerWork(int processId)
{
    /// <summary>How the threads of engines are called, as far as the system keeps it (15 characters).</summary>
    private static readonly string[] EngineThreads = ["region enumerat", "verify "];

    /// <summary>Threads of the runtime whose work is not that of a call: compiling, collecting.</summary>
    private static readonly string[] RuntimeThreads = [".NET Tiered", ".NET Server GC", ".NET BGC", ".NET EventPipe"];

    /// <summary>How long nothing may run before the process counts as idle.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    /// <summary>The threads that were seen at work last.</summary>
    public string Last { get; private set; } = "none";

    /// <summary>The memory that the process really has, in bytes.</summary>
    public long ResidentBytes
        => 1024 * long.Parse(
            File.ReadLines($"/proc/{processId}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);

    /// <summary>Waits until some thread works.</summary>
    public async Task BeginsAsync()
    {
        for (int i = 0; i < 36_000 && WorkingThreads(countWaiting: true) is []; i++)
        {
            await Task.Delay(5);
        }

        Assert.NotEmpty(WorkingThreads(countWaiting: true));
    }

    /// <summary>Waits until no thread works and no engine has a thread left; how long that took.</summary>
    public Task<TimeSpan> EndsAsync(TimeSpan limit) => IdleAsync(countWaiting: true, limit);

    /// <summary>Waits until no thread works; those of engines may be there and wait.</summary>
    public Task<TimeSpan> PausesAsync(TimeSpan limit) => IdleAsync(countWaiting: false, limit);

    private async Task<TimeSpan> IdleAsync(bool countWaiting, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan idleSince = TimeSpan.Zero;
        while (true)
        {
            string[] working = WorkingThreads(countWaiting);
            TimeSpan now = Stopwatch.GetElapsedTime(start);
            if (working.Length > 0)
            {
                (idleSince, Last) = (now, string.Join(',', working));
                Assert.True(now < limit, $"still at work after {limit}: {Last}");
            }
            else if (now - idleSince > Quiet)
            {
                return idleSince;
            }

            await Task.Delay(2);
        }
    }

    /// <summary>The names of the threads that run or could, and on request those of engines that wait.</summary>
    private string[] WorkingThreads(bool countWaiting)
        => [.. Directory.EnumerateDirectories($"/proc/{processId}/task").Select(task => Working(task, countWaiting)).OfType<string>()];

    private static string? Working(string task, bool countWaiting)
    {
        try
        {
            // The number, the name in parentheses, the state: R runs or could.
            string stat = File.ReadAllText(task + "/stat");
            int open = stat.IndexOf('('), close = stat.LastIndexOf(')');
            string name = stat[(open + 1)..close];
            bool counts = stat[close + 2] == 'R' || (countWaiting && Array.Exists(EngineThreads, name.StartsWith));
            return counts && !Array.Exists(RuntimeThreads, name.StartsWith) ? name : null;
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}
