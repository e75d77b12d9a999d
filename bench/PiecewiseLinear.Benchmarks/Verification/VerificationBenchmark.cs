using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// Verifies a public set in one warm process, network and property read anew each time (reading is not timed): one line an instance, then how many were decided, how many against expectation, what the
/// certificates and their checks took, and the geometric means against the best published times and, for ACAS Xu, against nnenum's whole-process times of the data's README.
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
        VerificationOptions options = new()
        {
            Threads = int.Parse(given.GetValueOrDefault("--threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture),
            TimeLimit = TimeSpan.FromSeconds(double.Parse(given.GetValueOrDefault("--limit", "116"), CultureInfo.InvariantCulture)),
            Seed = int.Parse(given.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture),
            RecordProof = given.GetValueOrDefault("--proofs", "yes") == "yes",
        };
        double processorLimit = double.Parse(given.GetValueOrDefault("--cpu", "Infinity"), CultureInfo.InvariantCulture);
        if (BenchmarkData.Folder() is not { } bench)
        {
            Console.WriteLine($"skipped: {set}, because there is no folder of public networks (set BENCH_DATA)");
            return 0;
        }

        Console.WriteLine(MeasuredInstance.Header);
        List<MeasuredInstance> results = [];
        foreach (VerificationInstance instance in VerificationInstance.Read(bench, set).Where(i => i.Name.Contains(only, StringComparison.Ordinal)))
        {
            results.Add(MeasuredInstance.Of(instance, options, processorLimit));
            Console.WriteLine(results[^1]);
        }

        if (results.Count > 0)
        {
            Summarize(results);
        }

        return results.Any(static r => r.IsWrong || r.Rejected is not null) ? 1 : 0;
    }

    private static void Summarize(List<MeasuredInstance> results)
    {
        MeasuredInstance[] decided = [.. results.Where(static r => r.IsDecided)], proofs = [.. decided.Where(static r => r.Bytes > 0)];
        double[] elapsed = [.. results.Select(static r => r.Whole.Elapsed).Order()], processor = [.. results.Select(static r => r.Whole.Processor).Order()];
        Say($"{decided.Length} of {results.Count} decided ({decided.Count(static r => r.Verdict == "sat")} sat), {results.Count(static r => r.IsWrong)} against the expected verdict, {decided.Count(static r => r.Whole.Elapsed <= 2)} within 2 s");
        Say($"solving and writing, elapsed: median {elapsed[elapsed.Length / 2]:F3} s, longest {elapsed[^1]:F2} s, all {elapsed.Sum():F1} s; processor: median {processor[processor.Length / 2]:F3} s, longest {processor[^1]:F2} s, all {processor.Sum():F1} s");
        if (proofs.Length > 0)
        {
            long[] bytes = [.. proofs.Select(static r => r.Bytes).Order()];
            Cost solve = proofs.Aggregate(default(Cost), static (sum, r) => sum + r.Solve), write = proofs.Aggregate(default(Cost), static (sum, r) => sum + r.Write), check = proofs.Aggregate(default(Cost), static (sum, r) => sum + r.Check);
            Say($"{proofs.Length} certificates, {proofs.Count(static r => r.Rejected is null)} accepted: median {bytes[bytes.Length / 2]:N0}, largest {bytes[^1]:N0}, all {bytes.Sum():N0} bytes");
            Say($"elapsed: solving {solve.Elapsed:F1} s, writing {write.Elapsed:F1} s, checking {check.Elapsed:F1} s; processor: solving {solve.Processor:F1} s, writing {write.Processor:F1} s, checking {check.Processor:F1} s");
        }

        Say($"peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
        Compare("the best published times", [.. decided.Where(static r => r.Instance.BestPublished is not null).Select(static r => (r.Whole.Elapsed, r.Instance.BestPublished!.Value))]);
        Compare("nnenum in the README's table", [.. results.Where(static r => s_nnenum.ContainsKey(r.Instance.Name)).Select(static r => (r.IsDecided ? r.Whole.Elapsed : TimeoutSeconds, s_nnenum[r.Instance.Name]))]);
    }

    private static void Compare(string what, (double Ours, double Theirs)[] pairs)
    {
        if (pairs.Length > 0)
        {
            double mean = Math.Exp(pairs.Average(static pair => Math.Log(pair.Theirs / pair.Ours)));
            Say($"against {what}: {pairs.Length} instances, {pairs.Count(static pair => pair.Ours <= pair.Theirs)} at least as fast, geometric mean {mean:F1} times as fast");
        }
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
