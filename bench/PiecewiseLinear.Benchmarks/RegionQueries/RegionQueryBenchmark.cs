using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// The whole certified region query in process: map, facets with evidence, l2 ball, certificate. Random points of the box with a fixed seed; a round asks every
/// point once; printed are the median, the fastest and the slowest query, and how the time divides.
/// </summary>
internal static class RegionQueryBenchmark
{
    private const int Points = 40;

    public static int Run(string[] arguments)
    {
        int rounds = arguments is ["--rounds", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
        string? bench = BenchmarkData.Folder();
        Measure("digits 64-32-32-10", BenchmarkData.Model("digits"), Box.Cube(64, 0, 1), rounds);
        if (bench is null)
        {
            Console.WriteLine("skipped: ACAS Xu, because there is no folder of public networks (set BENCH_DATA)");
            return 0;
        }

        Measure("ACAS Xu 1_1", Path.Combine(bench, "acasxu", "onnx", "ACASXU_run2a_1_1_batch_2000.onnx"), Box.Cube(5, new Rational(-1, 2), new Rational(1, 2)), rounds);
        Measure("ACAS Xu 3_9", Path.Combine(bench, "acasxu", "onnx", "ACASXU_run2a_3_9_batch_2000.onnx"), Box.Cube(5, new Rational(-1, 2), new Rational(1, 2)), rounds);
        return 0;
    }

    private static void Measure(string name, string path, Box box, int rounds)
    {
        LoadedNetwork loaded = NetworkFile.Load(path);
        RegionQuery[] queries = [.. Queries(loaded, box)];
        List<double> whole = [], forms = [], certificates = [];
        for (int round = 0; round < rounds + 2; round++)
        {
            foreach (RegionQuery query in queries)
            {
                (double located, double composed, double certified) = Ask(query);
                if (round >= 2)
                {
                    whole.Add(located + certified);
                    forms.Add(composed);
                    certificates.Add(certified);
                }
            }
        }

        Console.WriteLine($"{name}: {queries.Length} points × {rounds} rounds");
        Print("  whole certified query", whole);
        Print("    of it the exact forms", forms);
        Print("    of it the certificate's numbers", certificates);
    }

    private static (double Located, double Composed, double Certified) Ask(RegionQuery query)
    {
        long start = Stopwatch.GetTimestamp();
        PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
        double located = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        PointRegionsCertificate certificate = answer.Certificate;
        double certified = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        _ = PointLocator.LocatePatterns(query, CancellationToken.None);
        double composed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return certificate.Regions.All(static region => region.Facets is not null && region.Ball is not null)
            ? (located, composed, certified)
            : throw new InvalidOperationException("a query was not certified");
    }

    private static IEnumerable<RegionQuery> Queries(LoadedNetwork loaded, Box box)
    {
        Random random = new(20261122);
        DenseSimplex solver = new();
        for (int i = 0; i < Points; i++)
        {
            yield return new RegionQuery
            {
                Network = loaded.Network,
                NetworkSha256 = loaded.Sha256,
                Box = box,
                Point = [.. Enumerable.Range(0, box.Dimension).Select(j => box.Lower[j] + ((box.Upper[j] - box.Lower[j]) * new Rational(random.Next(1, 1 << 16), 1 << 16)))],
                Solver = solver,
            };
        }
    }

    private static void Print(string what, List<double> milliseconds)
    {
        milliseconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-36} median {milliseconds[milliseconds.Count / 2]:F3} ms, min {milliseconds[0]:F3}, max {milliseconds[^1]:F3}"));
    }
}
