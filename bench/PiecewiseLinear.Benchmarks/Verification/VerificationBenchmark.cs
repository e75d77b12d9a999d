using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// Verifies a public set in one warm process, network and property read anew each time (reading is not timed): one line an instance, then how many were decided, how many against expectation, and for ACAS Xu
/// the geometric mean against nnenum's whole-process times of the data's README.
/// </summary>
internal static class VerificationBenchmark
{
    private const double TimeoutSeconds = 116;

    /// <summary>nnenum on two cores of such a machine, by the README of the data; a timeout counts as 116 s.</summary>
    private static readonly Dictionary<string, double> s_nnenum = new(StringComparer.Ordinal)
    {
        ["prop_3 1_1"] = 5.6,
        ["prop_3 2_1"] = 2.8,
        ["prop_3 1_7"] = 0.8,
        ["prop_3 3_3"] = 1.2,
        ["prop_4 1_1"] = 2.6,
        ["prop_4 2_1"] = 1.4,
        ["prop_4 1_9"] = 0.8,
        ["prop_2 2_2"] = 0.8,
        ["prop_2 1_3"] = 11.3,
        ["prop_1 1_1"] = 2.0,
        ["prop_2 1_1"] = 3.0,
        ["prop_2 1_8"] = 19.3,
        ["prop_1 2_9"] = 22.1,
        ["prop_9 3_3"] = 21.8,
        ["prop_5 1_1"] = 10.3,
        ["prop_6 1_1"] = 47.5,
        ["prop_7 1_9"] = TimeoutSeconds,
        ["prop_2 3_3"] = 47.6,
    };

    public static int Run(string[] arguments)
    {
        Dictionary<string, string> given = arguments.Chunk(2).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        string set = given.GetValueOrDefault("--set", "acasxu"), only = given.GetValueOrDefault("--only", "");
        double limit = double.Parse(given.GetValueOrDefault("--limit", "116"), CultureInfo.InvariantCulture);
        int threads = int.Parse(given.GetValueOrDefault("--threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        double processor = double.Parse(given.GetValueOrDefault("--cpu", "1e9"), CultureInfo.InvariantCulture);
        if (BenchmarkData.Folder() is not { } bench)
        {
            Console.WriteLine($"skipped: {set}, because there is no folder of public networks (set BENCH_DATA)");
            return 0;
        }

        List<(string Name, double Seconds, bool Decided)> results = [];
        int wrong = 0;
        Console.WriteLine($"{"instance",-44} {"verdict",-8} {"expected",-8} {"boxes",9} {"leaves",9} {"s",8} {"cpu s",8} {"margin",9}");
        foreach (VerificationInstance instance in VerificationInstance.Read(Path.Combine(bench, set)).Where(i => i.Name.Contains(only, StringComparison.Ordinal)))
        {
            (string verdict, double seconds) = Measure(instance, limit, processor, threads);
            results.Add((instance.Name, seconds, verdict != "unknown"));
            wrong += verdict != "unknown" && verdict != instance.Expected ? 1 : 0;
        }

        Summarize(results, wrong);
        return wrong == 0 ? 0 : 1;
    }

    private static (string Verdict, double Seconds) Measure(VerificationInstance instance, double limit, double processorLimit, int threads)
    {
        var (network, property) = instance.Load();
        VerificationOptions options = new() { Threads = threads, TimeLimit = TimeSpan.FromSeconds(limit) };
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using CancellationTokenSource spent = new();
        using Timer watch = new(_ => CancelWhere(Environment.CpuUsage.TotalTime - before > TimeSpan.FromSeconds(Math.Min(processorLimit, 1e6)), spent), state: null, 200, 200);
        long start = Stopwatch.GetTimestamp();
        VerificationOutcome outcome = VerificationEngine.Verify(network, property, options, progress: null, spent.Token);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        string verdict = outcome.Verdict switch { Verdict.Holds => "unsat", Verdict.Violated => "sat", _ => "unknown" };
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{instance.Name,-44} {verdict,-8} {instance.Expected,-8} {outcome.Boxes,9} {outcome.Leaves,9} {seconds,8:F3} {processor,8:F3} {outcome.MarginLower,9:F4} {outcome.Reason}"));
        return (verdict, seconds);
    }

    /// <summary>On a machine that others use, a limit of processor time says more than one of wall time.</summary>
    private static void CancelWhere(bool used, CancellationTokenSource source)
    {
        if (used)
        {
            source.Cancel();
        }
    }

    private static void Summarize(List<(string Name, double Seconds, bool Decided)> results, int wrong)
    {
        if (results.Count == 0)
        {
            return;
        }

        int decided = results.Count(static r => r.Decided), fast = results.Count(static r => r.Decided && r.Seconds <= 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{decided} of {results.Count} decided, {wrong} against the expected verdict, {fast} within 2 s, {results.Sum(static r => r.Seconds):F1} s in all, the longest {results.Max(static r => r.Seconds):F2} s"));
        (double Ours, double Theirs)[] compared =
            [.. results.Where(static r => s_nnenum.ContainsKey(r.Name)).Select(static r => (r.Decided ? r.Seconds : TimeoutSeconds, s_nnenum[r.Name]))];
        if (compared.Length > 0)
        {
            double mean = Math.Exp(compared.Average(static pair => Math.Log(pair.Theirs / pair.Ours)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared.Length} instances of the README's table: geometric mean {mean:F1} times as fast as nnenum there"));
        }
    }
}
