using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// Exact enumeration: regions a second of processor time on the golden networks, with facets; the same code with its double filter trusted blindly, in turns; two threads
/// against one; time and memory up to ten million regions; boxes in 64 dimensions by linear programs; slices of large networks.
/// </summary>
internal static class EnumerationBenchmark
{
    public static int Run(string[] arguments)
    {
        int rounds = arguments is ["--rounds", var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
        string[] parts = arguments is ["--rounds", _, .. var rest] ? rest : arguments;
        foreach (string part in parts.Length > 0 ? parts : ["exactness", "threads", "growth", "certificates", "digits", "slices"])
        {
            switch (part)
            {
                case "exactness":
                    Exactness(rounds);
                    break;
                case "threads":
                    Threads(rounds);
                    break;
                case "growth":
                    Growth();
                    break;
                case "certificates":
                    CertificateBenchmark.Run(rounds);
                    break;
                case "digits":
                    Digits();
                    break;
                case "slices":
                    Slices();
                    break;
                default:
                    Console.Error.WriteLine($"unknown part '{part}': expected exactness, threads, growth, certificates, digits or slices");
                    return 2;
            }
        }

        return 0;
    }

    /// <summary>Exact against blindly trusting, in turns, one thread, with facets, until each has run long enough for the clock.</summary>
    private static void Exactness(int rounds)
    {
        foreach (string name in new[] { "a_2_32x3_1", "b_5_20x2_1", "d_3_16x2_1", "e_5_10x2_1", "g_zigzag_2d_k3" })
        {
            EnumerationQuery query = Golden(name) with { Threads = 1 };
            long regions = RegionEnumerator.Count(query).Regions;
            int repeats = (int)Math.Max(1, 400_000 / regions);
            List<double> exact = [], trusting = [];
            for (int round = 0; round <= rounds; round++)
            {
                double one = ProcessorSeconds(() => Repeat(query, repeats)), other = ProcessorSeconds(() => Repeat(query with { Rigorous = false }, repeats));
                if (round > 0)
                {
                    exact.Add(one / repeats);
                    trusting.Add(other / repeats);
                }
            }

            Print($"{name}: {regions} regions, exact {Spread(exact.Select(s => regions / s))} regions/s of one core, "
                + $"filter trusted blindly {Spread(trusting.Select(s => regions / s))}, cost of exactness {exact.Min() / trusting.Min():F2} (least), {Median(exact) / Median(trusting):F2} (median)");
        }
    }

    /// <summary>
    /// One thread, two threads, and two counts of one thread each at the same time, in turns, by the clock. The last is what the machine has to give: twice the work in so much time. Rounds in
    /// which other processes took more than a twentieth of the processors are left out, unless all are such.
    /// </summary>
    private static void Threads(int rounds)
    {
        Threads("b_5_20x2_1", Golden("b_5_20x2_1"), rounds);
        Threads("a_2_32x3_1, 40 times", Golden("a_2_32x3_1"), rounds, repeats: 40);
        Threads("5-50-80-1, 200,000 regions", Millions() with { Budget = new EnumerationBudget { MaxRegions = 200_000 } }, rounds);
    }

    private static void Threads(string name, EnumerationQuery query, int rounds, int repeats = 1)
    {
        List<(double One, double Two, double Both, double ProcessorOne, double ProcessorTwo, double Others)> all = [];
        Repeat(query with { Threads = 2 }, repeats);
        for (int round = 0; round < rounds; round++)
        {
            OtherWork others = new();
            double one = 0d, two = 0d;
            double processorOne = ProcessorSeconds(() => one = WallSeconds(() => Repeat(query with { Threads = 1 }, repeats)));
            double processorTwo = ProcessorSeconds(() => two = WallSeconds(() => Repeat(query with { Threads = 2 }, repeats)));
            double both = WallSeconds(() => Parallel.Invoke(() => Repeat(query with { Threads = 1 }, repeats), () => Repeat(query with { Threads = 1 }, repeats)));
            all.Add((one, two, both, processorOne, processorTwo, others.Share()));
        }

        var quiet = all.Where(static round => round.Others < 0.05).ToList();
        var taken = quiet.Count > 0 ? quiet : all;
        Print($"{name}: {quiet.Count} of {rounds} rounds undisturbed{(quiet.Count > 0 ? "" : " (so all are taken)")}; one thread {Spread(taken.Select(static r => r.One))} s, "
            + $"two {Spread(taken.Select(static r => r.Two))} s by the clock: {Spread(taken.Select(static r => r.One / r.Two))} times faster; two counts at once do "
            + $"{Spread(taken.Select(static r => 2 * r.One / r.Both))} times the work of one; processor time {Spread(taken.Select(static r => r.ProcessorOne))} s and "
            + $"{Spread(taken.Select(static r => r.ProcessorTwo))} s; others took {Spread(taken.Select(static r => r.Others))} of the processors");
    }

    /// <summary>A network with more than ten million regions, stopped at powers of ten: time per region, and memory.</summary>
    private static void Growth()
    {
        EnumerationQuery query = Millions() with { Threads = 1 };
        RegionEnumerator.Count(query with { Budget = new EnumerationBudget { MaxRegions = 200_000 } });
        foreach (long most in new[] { 100_000L, 300_000, 1_000_000, 3_000_000, 10_000_000 })
        {
            RegionCount? count = null;
            double seconds = ProcessorSeconds(() => count = RegionEnumerator.Count(query with { Budget = new EnumerationBudget { MaxRegions = most } }));
            GC.Collect();
            Print($"5-50-80-1: {count!.Regions} regions{(count.Complete ? " (all)" : "")}, {seconds:F2} s of processor time, {1e6 * seconds / count.Regions:F2} µs a region, "
                + $"heap {GC.GetTotalMemory(true) / 1e6:F1} MB, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
        }
    }

    /// <summary>Small boxes around a picture of a digit, in 64 dimensions.</summary>
    private static void Digits()
    {
        ReluNetwork network = NetworkFile.Load(BenchmarkData.Model("digits")).Network;
        Rational[] picture = Picture("digits", 3);
        foreach (int inverse in new[] { 50, 25, 15, 10 })
        {
            Rational radius = new(1, inverse);
            Box box = new([.. picture.Select(x => x - radius)], [.. picture.Select(x => x + radius)]);
            RegionCount? count = null;
            EnumerationQuery query = EnumerationQuery.InBox(network, box) with
            {
                Quantities = CountedQuantities.None,
                Threads = 1,
                Budget = new EnumerationBudget { Time = TimeSpan.FromSeconds(60) },
            };
            double seconds = ProcessorSeconds(() => count = RegionEnumerator.Count(query));
            Print($"digits, 64 inputs ± 1/{inverse}: {count!.Regions} regions{(count.Complete ? "" : " and more")} ({string.Join('/', count.PerLayer)}), {seconds:F2} s, "
                + $"{count.Effort.LinearPrograms} linear programs, {(double)count.Effort.LinearPrograms / Math.Max(1, count.Regions):F2} a region, {count.Effort.ExactSigns} of them decided exactly; "
                + $"{(double)count.Effort.SideQuestions / Math.Max(1, count.Regions):F1} sides asked for a region");
        }
    }

    /// <summary>The plane through three pictures.</summary>
    private static void Slices()
    {
        Slice("digits-conv", NetworkFile.Load(BenchmarkData.Model("digits-conv")).Network, Picture("digits-conv", 0), Picture("digits-conv", 1), Picture("digits-conv", 2));
        if (BenchmarkData.Folder() is { } bench)
        {
            Random random = new(3);
            Rational[] Point() => [.. Enumerable.Range(0, 784).Select(_ => Rational.FromDouble((float)random.NextDouble()))];
            Slice("mnist-net_256x6", NetworkFile.Load(Path.Combine(bench, "mnist_fc", "onnx", "mnist-net_256x6.onnx")).Network, Point(), Point(), Point());
        }
    }

    private static void Slice(string name, ReluNetwork network, Rational[] origin, Rational[] first, Rational[] second)
    {
        InputEmbedding plane = new(
            [.. origin], [[.. first.Zip(origin, static (a, b) => a - b)], [.. second.Zip(origin, static (a, b) => a - b)]], Box.Cube(2, -1, 2));
        EnumerationQuery query = new()
        {
            Network = network,
            Domain = plane,
            Threads = 1,
            Quantities = CountedQuantities.Facets | CountedQuantities.Vertices | CountedQuantities.Boundary,
        };
        RegionCount? count = null;
        double seconds = ProcessorSeconds(() => count = RegionEnumerator.Count(query));
        Print($"{name}, {network.InputDimension} inputs, {network.HiddenNeurons} hidden neurons, plane through three inputs: {count!.Regions} polygons, "
            + $"{count.CrossedByBoundary} crossed by the boundary, {seconds:F2} s, {count.Regions / seconds:F0} a second, {count.Effort.ExactSigns} exact signs");
    }

    /// <summary>A network with more than ten million regions.</summary>
    private static EnumerationQuery Millions()
    {
        Random random = new(7);
        ReluNetwork network = ReluNetwork.FromLayers([Layer(random, 50, 5), Layer(random, 80, 50), Layer(random, 1, 80)]);
        return EnumerationQuery.InBox(network, Box.Cube(5, -1, 1));
    }

    internal static EnumerationQuery Golden(string name)
    {
        ReluNetwork network = NetworkFile.Load(Path.Combine(BenchmarkData.Root(), "models", "golden", name + ".json")).Network;
        return EnumerationQuery.InBox(network, Box.Cube(network.InputDimension, name.Contains("zigzag", StringComparison.Ordinal) ? 0 : -1, 1));
    }

    private static Rational[] Picture(string model, int digit)
        => [.. File.ReadAllText(Path.Combine(BenchmarkData.Root(), "models", model, "samples", $"digit-{digit}.txt"))
            .Split([' ', ',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Rational.Parse)];

    private static AffineLayer Layer(Random random, int rows, int columns)
        => new(
            new DenseOperator(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (double)(float)((random.NextDouble() - 0.5) / Math.Sqrt(columns)))]),
            [.. Enumerable.Range(0, rows).Select(_ => (double)(float)((random.NextDouble() - 0.5) / 5))]);

    private static void Repeat(EnumerationQuery query, int times)
    {
        for (int i = 0; i < times; i++)
        {
            RegionEnumerator.Count(query);
        }
    }

    internal static double ProcessorSeconds(Action work)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double WallSeconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    internal static string Spread(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        string format = sorted[0] > 1000 ? "F0" : "F3";
        return string.Join(" / ", new[] { sorted[0], sorted[sorted.Length / 2], sorted[^1] }.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Print(string text) => Console.WriteLine(text);
}
