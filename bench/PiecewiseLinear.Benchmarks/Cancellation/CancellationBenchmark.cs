using System.Diagnostics;
using System.Globalization;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// Cancels every kind of question at many moments, spread over as long as it takes (at most so long): how long until it has returned, by the clock and in processor time of the process. A question that ends before it is cancelled does not
/// count.
/// </summary>
internal static class CancellationBenchmark
{
    public static int Run(string[] arguments)
    {
        Dictionary<string, string> given = arguments.Chunk(2).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        string Given(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);
        int moments = int.Parse(Given("--moments", "20"), CultureInfo.InvariantCulture), threads = int.Parse(Given("--threads", "1"), CultureInfo.InvariantCulture);
        double longest = double.Parse(Given("--longest", "3"), CultureInfo.InvariantCulture), late = double.Parse(Given("--late", "100"), CultureInfo.InvariantCulture);
        string only = Given("--only", string.Empty);
        Console.WriteLine($"{"question",-40} {"times",6} {"ms average",11} {"ms most",9} {"cpu average",12} {"cpu most",9}");
        List<LateStop> all = [];
        foreach (CancelledQuestion question in CancelledQuestions.All(threads).Where(q => $"{q.Family} {q.Name}".Contains(only, StringComparison.Ordinal)))
        {
            List<LateStop> stops = Measure(question, moments, longest, late);
            Print($"{question.Family} {question.Name}", stops);
            all.AddRange(stops);
        }

        Print("all", all);
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"above 100 ms of processor: {all.Count(static s => s.Processor > 100)}, above 250 ms: {all.Count(static s => s.Processor > 250)}; peak working set {process.PeakWorkingSet64 / 1e6:F0} MB"));
        return 0;
    }

    private static List<LateStop> Measure(CancelledQuestion question, int moments, double longest, double late)
    {
        long started = Stopwatch.GetTimestamp();
        bool ends = LateStop.Measure(question, longest) is null;
        double length = ends ? Math.Min(longest, Stopwatch.GetElapsedTime(started).TotalSeconds) : longest;
        List<LateStop> stops = [];
        for (int k = 0; k < moments; k++)
        {
            // Half of the moments are early: short phases come first.
            double share = (k + 0.5) / moments;
            if (LateStop.Measure(question, length * (k % 2 == 0 ? share : share * share * share)) is { } stop)
            {
                stops.Add(stop);
                if (stop.Processor > late)
                {
                    double now = Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  late: {question.Name} cancelled after {stop.Moment:F3} s: {stop.Milliseconds:F0} ms, {stop.Processor:F0} ms of processor, until {now:F3}"));
                }
            }
        }

        return stops;
    }

    private static void Print(string name, List<LateStop> stops)
        => Console.WriteLine(stops.Count == 0
            ? $"{name,-40} ended by itself"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-40} {stops.Count,6} {stops.Average(static s => s.Milliseconds),11:F1} {stops.Max(static s => s.Milliseconds),9:F1} {stops.Average(static s => s.Processor),12:F1} {stops.Max(static s => s.Processor),9:F1}"));
}
