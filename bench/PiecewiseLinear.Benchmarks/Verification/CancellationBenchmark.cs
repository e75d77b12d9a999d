using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>Cancels verifications that do not end, at several moments: how long until all work has stopped, and how much memory the process has needed.</summary>
internal static class CancellationBenchmark
{
    private static readonly (string Set, string Name)[] s_instances =
        [("acasxu", "prop_2 3_3"), ("acasxu", "prop_6 1_1"), ("tllverifybench", "property_N=32_0 "), ("mnist_fc", "prop_0_0.05 mnist-net_256x4"), ("mnist_fc", "prop_0_0.05 mnist-net_256x6")];

    private static readonly double[] s_moments = [0.005, 0.05, 0.2, 0.5, 1, 2, 5];

    public static int Run(string[] arguments)
    {
        if (BenchmarkData.Folder() is not { } bench)
        {
            Console.WriteLine("skipped: cancel, because there is no folder of public networks (set BENCH_DATA)");
            return 0;
        }

        double longest = arguments is ["--longest", string text] ? double.Parse(text, CultureInfo.InvariantCulture) : s_moments[^1];
        Console.WriteLine($"{"instance",-52} {"after s",8} {"stopped after ms",17} {"boxes",9} {"peak MB",8}");
        foreach ((string set, string name) in s_instances)
        {
            VerificationInstance instance = VerificationInstance.Read(bench, set).First(i => i.Name.StartsWith(name, StringComparison.Ordinal));
            foreach (double moment in s_moments.Where(m => m < longest).Append(longest))
            {
                Measure(instance, moment);
            }
        }

        return 0;
    }

    private static void Measure(VerificationInstance instance, double moment)
    {
        (LoadedNetwork loaded, VerificationProperty property) = instance.Load();
        using CancellationTokenSource source = new();
        long cancelled = 0;
        using Timer timer = new(
            _ =>
            {
                cancelled = Stopwatch.GetTimestamp();
                source.Cancel();
            },
            state: null,
            TimeSpan.FromSeconds(moment),
            Timeout.InfiniteTimeSpan);
        VerificationOutcome outcome = VerificationEngine.Verify(loaded.Network, property, new VerificationOptions(), progress: null, source.Token);
        string stopped = cancelled == 0 ? "(ended)" : Stopwatch.GetElapsedTime(cancelled).TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{instance.Name,-52} {moment,8:F3} {stopped,17} {outcome.Boxes,9} {process.PeakWorkingSet64 / 1e6,8:F0}"));
    }
}
