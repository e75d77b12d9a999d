using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// DENSE against CLP on one sequence of programs: for every row of every region, max ⟨aᵢ, x⟩ over the other rows (is the row redundant?). The engines take turns
/// within one process, round by round, so that noise hits both, and the ratio of each round is what counts.
/// </summary>
internal static class LinearProgramBenchmark
{
    private const int DefaultRounds = 11;
    private const int DenseRepeats = 50;
    private const double WarmUpSeconds = 1;

    public static int Run(string[] args)
    {
        int rounds = args is ["--rounds", string text] ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultRounds;
        string root = Root();
        string bench = Environment.GetEnvironmentVariable("BENCH_DATA") ?? Path.GetFullPath(Path.Combine(root, "..", "shared", "bench"));
        Compare("2 x 96", Path.Combine(root, "models", "golden", "a_2_32x3_1.json"), regions: 20, half: 1, rounds);
        string? acas = !Directory.Exists(bench) ? null : Directory
            .EnumerateFiles(bench, "*.nnet", SearchOption.AllDirectories)
            .FirstOrDefault(static path => path.EndsWith("_1_1.nnet", StringComparison.Ordinal));
        if (acas is not null)
        {
            Compare("5 x 300", acas, regions: 6, half: 0.4, rounds);
        }
        else
        {
            Console.WriteLine($"5 x 300: skipped, no ACAS Xu network under {bench} (set BENCH_DATA)");
        }

        return 0;
    }

    private static void Compare(string name, string path, int regions, double half, int rounds)
    {
        ReluNetwork network = NetworkFile.Load(path).Network;
        Random random = new(2025);
        (HRepresentation Rows, double[] Point)[] sets = [.. Enumerable.Range(0, regions).Select(_ => RegionRows.Around(network, random, half))];
        int programs = sets.Sum(static set => set.Rows.Count);
        Console.WriteLine($"{name}: {Path.GetFileName(path)}, {regions} regions, {programs} programs of {sets.Min(s => s.Rows.Count)} to {sets.Max(s => s.Rows.Count)} rows");
        DenseSequence dense = new(sets);
        ClpSequence[] candidates = [.. ClpMethod.All.Select(method => new ClpSequence(sets, method))];
        foreach (ClpSequence candidate in candidates)
        {
            double first = candidate.Run();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  CLP, {candidate.Method}: {Math.Min(first, candidate.Run()):F2} us"));
        }

        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds)
        {
            dense.Run();
        }

        foreach (bool transposed in (bool[])[false, true])
        {
            Pair(dense, candidates.Where(candidate => candidate.Method.Transposed == transposed).MinBy(static candidate => candidate.Fastest)!, rounds);
        }

        foreach (ClpSequence candidate in candidates)
        {
            candidate.Dispose();
        }
    }

    /// <summary>The two engines in turn; the order changes from round to round.</summary>
    private static void Pair(DenseSequence dense, ClpSequence clp, int rounds)
    {
        List<double> denseTimes = [], clpTimes = [];
        for (int round = 0; round < rounds; round++)
        {
            bool denseFirst = round % 2 == 0;
            denseTimes.Add(denseFirst ? Repeat(dense) : 0);
            clpTimes.Add(clp.Run());
            denseTimes[^1] = denseFirst ? denseTimes[^1] : Repeat(dense);
        }

        Console.WriteLine($"  least / median / largest of {rounds} rounds, microseconds a program");
        Console.WriteLine($"  DENSE  {Spread.Of(denseTimes).Show("F3")}   ({dense.Steps:F2} steps a program)");
        Console.WriteLine($"  CLP    {Spread.Of(clpTimes).Show("F2")}   ({clp.Method})");
        Console.WriteLine($"  ratio  {Spread.Of(denseTimes.Zip(clpTimes, static (a, b) => b / a)).Show("F1")}");
        Console.WriteLine($"  optima that differ by more than 1e-6 (relative) or in kind: {Disagreements(dense.Values, clp.Values)} of {dense.Values.Length}");
    }

    /// <summary>DENSE runs the sequence often enough that a round of it takes about as long as one of CLP.</summary>
    private static double Repeat(DenseSequence dense) => Enumerable.Range(0, DenseRepeats).Average(_ => dense.Run());

    private static int Disagreements(double[] left, double[] right)
        => left.Zip(right).Count(static pair => !(pair.First == pair.Second || Math.Abs(pair.First - pair.Second) <= 1e-6 * (1 + Math.Abs(pair.First))));

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PiecewiseLinear.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"PiecewiseLinear.sln is in no folder above {AppContext.BaseDirectory}");
    }

    /// <summary>Microseconds a program of work on <paramref name="programs"/> programs.</summary>
    internal static double Time(int programs, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / programs;
    }
}
