using System.Globalization;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.HostileFiles;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// Processor time (user and system, all threads of the process, the collector's included) and allocated bytes of reading or refusing each
/// hostile file once, after one round over all of them. 10,000 mutants of each whole file. Exit status 1 if one took more than 100 ms.
/// </summary>
internal static class HostileFileBenchmark
{
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(100);

    public static int Run(string[] arguments)
    {
        if (arguments is not ([] or ["--mutants", _]))
        {
            Console.Error.WriteLine("usage: hostile-files [--mutants N]");
            return 2;
        }

        int mutants = arguments is [_, var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 10_000;
        HostileFile[] made = [.. HostileFile.Made()];
        foreach (HostileFile file in made)
        {
            Measure(file);
        }

        List<Reading> readings = [];
        foreach (HostileFile file in made)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            readings.Add(Measure(file));
        }

        foreach (HostileFile whole in DamagedModels.Whole)
        {
            readings.AddRange(Enumerable.Range(0, mutants).Select(seed => Measure(DamagedModels.Mutant(whole, seed))));
        }

        Console.WriteLine("| family | files | read | CPU ms: median / p99 / largest | allocated MB: largest | slowest |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (IGrouping<string, Reading> family in readings.GroupBy(static reading => reading.File.Family, StringComparer.Ordinal))
        {
            Console.WriteLine(Row(family.Key, [.. family.OrderBy(static reading => reading.Time)]));
        }

        Reading[] slow = [.. readings.Where(static reading => reading.Time > Most || reading.IsUnhandled).OrderByDescending(static reading => reading.Time)];
        foreach (Reading reading in slow)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"failed: {reading.Time.TotalMilliseconds:F0} ms, {reading.Allocated / 1e6:F0} MB, {reading.File}: {reading.Outcome}"));
        }

        return slow.Length == 0 ? 0 : 1;
    }

    private static Reading Measure(HostileFile file)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        string? refusal = null;
        try
        {
            NetworkFile.Parse(file.Bytes, "hostile" + file.Extension);
        }
        catch (NetworkFormatException exception)
        {
            refusal = exception.Problems[^1];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            refusal = $"UNHANDLED {exception.GetType().Name}: {exception.Message}";
        }

        return new Reading(file, refusal, Environment.CpuUsage.TotalTime - before, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static string Row(string family, Reading[] sorted)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"| {family} | {sorted.Length} | {sorted.Count(static reading => reading.Refusal is null)} | {Milliseconds(sorted[sorted.Length / 2])} / {Milliseconds(sorted[sorted.Length * 99 / 100])} / {Milliseconds(sorted[^1])} | {sorted.Max(static reading => reading.Allocated) / 1e6:F1} | {sorted[^1].File.Name} |");

    private static string Milliseconds(Reading reading) => reading.Time.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture);

    private sealed record Reading(HostileFile File, string? Refusal, TimeSpan Time, long Allocated)
    {
        public bool IsUnhandled => Refusal?.StartsWith("UNHANDLED", StringComparison.Ordinal) ?? false;

        public string Outcome => Refusal is null ? "read" : Refusal.Length <= 120 ? Refusal : string.Concat(Refusal.AsSpan(0, 120), "…");
    }
}
