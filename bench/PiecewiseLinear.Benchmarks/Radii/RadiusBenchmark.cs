using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// Radii of many points in one warm process: 100 test digits, or 100 random points of five ACAS Xu networks in their normalized inputs. One line a point, then how many are exact, the medians, and the gap of the rest.
/// </summary>
internal static class RadiusBenchmark
{
    private const int AcasNetworks = 5;
    private const int AcasPoints = 20;

    public static int Run(string[] arguments)
    {
        Dictionary<string, string> given = arguments.Chunk(2).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        string set = given.GetValueOrDefault("--set", "digits");
        int count = int.Parse(given.GetValueOrDefault("--points", "100"), CultureInfo.InvariantCulture), threads = int.Parse(given.GetValueOrDefault("--threads", "2"), CultureInfo.InvariantCulture);
        double limit = double.Parse(given.GetValueOrDefault("--limit", "120"), CultureInfo.InvariantCulture);
        bool certify = given.GetValueOrDefault("--certify", "no") == "yes";
        if (!VectorNorms.TryParse(given.GetValueOrDefault("--norm", "linf"), out VectorNorm norm))
        {
            Console.Error.WriteLine("--norm: expected l1, l2 or linf");
            return 2;
        }

        if (Points(set) is not { } points)
        {
            Console.WriteLine($"skipped: {set}, because there is no folder of public networks (set BENCH_DATA)");
            return 0;
        }

        List<Result> results = [];
        Console.WriteLine($"{"point",-16} {"lower",10} {"upper",10} {"exact",6} {"steps",9} {"s",8} {"cpu s",8} {"KB",7} {"check s",8}");
        foreach ((string name, LoadedNetwork model, ImmutableArray<Rational> point) in points.Take(count))
        {
            results.Add(Measure(name, model, new RadiusQuery
            {
                Network = model.Network,
                Point = point,
                Norm = norm,
                Threads = threads,
                MaxTime = TimeSpan.FromSeconds(limit),
                RecordProof = certify,
                Box = Box(set, model.Network),
            }));
        }

        int exact = results.Count(static r => r.Exact);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{set} {norm.Name()}: {exact} of {results.Count} exact; median {Median(results, static r => r.Seconds):F3} s ({Median(results, static r => r.Processor):F3} s of processor), longest {results.Max(static r => r.Seconds):F1} s; "
            + $"median certificate {Median(results, static r => r.Bytes / 1024d):F1} KB, checked in {Median(results, static r => r.CheckSeconds):F3} s, {results.Count(static r => !r.Valid)} refused; "
            + $"median gap of the rest {(exact == results.Count ? 0 : 100 * Median([.. results.Where(static r => !r.Exact)], static r => r.Gap)):F1} %"));
        return results.TrueForAll(static r => r.Valid) ? 0 : 1;
    }

    private static Result Measure(string name, LoadedNetwork model, RadiusQuery query)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        double lower = answer.Lower?.ToDoubleApproximate() ?? double.PositiveInfinity, upper = answer.Upper?.ToDoubleApproximate() ?? double.PositiveInfinity;
        (long bytes, bool valid, double checking) = query.RecordProof ? Check(model, query, answer) : (0, true, 0d);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-16} {lower,10:G6} {upper,10:G6} {answer.IsExact,6} {answer.Steps,9} {seconds,8:F3} {processor,8:F3} {bytes / 1024,7} {checking,8:F3} {answer.Incomplete}"));
        return new Result(answer.IsExact, seconds, processor, upper > 0 ? (upper - lower) / upper : 0, bytes, checking, valid);
    }

    private static (long Bytes, bool Valid, double Seconds) Check(LoadedNetwork model, RadiusQuery query, RadiusAnswer answer)
    {
        if (answer.Proof is null && answer.Lower is not { IsZero: true })
        {
            return (0, answer.IsExact is false, 0d);
        }

        using MemoryStream text = new();
        RadiusCertificate.Write(query, answer, model.Sha256, text);
        text.Position = 0;
        long start = Stopwatch.GetTimestamp();
        Certificates.CheckResult result = Certificates.CertificateChecker.Check(model.Network, model.Sha256, text);
        if (result is not Certificates.CheckResult.Valid)
        {
            Console.WriteLine(result);
        }

        return (text.Length, result is Certificates.CheckResult.Valid, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static IEnumerable<(string Name, LoadedNetwork Model, ImmutableArray<Rational> Point)>? Points(string set)
        => set == "acasxu" ? BenchmarkData.Folder() is { } folder ? AcasXu(Path.Combine(folder, "acasxu", "nnet")) : null : Digits();

    private static IEnumerable<(string, LoadedNetwork, ImmutableArray<Rational>)> Digits()
    {
        LoadedNetwork model = NetworkFile.Load(BenchmarkData.Model("digits"));
        IEnumerable<string> lines = File.ReadLines(Path.Combine(BenchmarkData.Root(), "models", "digits", "test-100.csv")).Where(static line => line[0] != '#');
        return lines.Select((line, k) => ($"digit {k}", model, line.Split(',').Take(model.Network.InputDimension).Select(Rational.Parse).ToImmutableArray()));
    }

    /// <summary>Random points of five networks, uniform in the box of the normalized inputs, multiples of 2⁻¹⁶.</summary>
    private static IEnumerable<(string, LoadedNetwork, ImmutableArray<Rational>)> AcasXu(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.nnet").Order(StringComparer.Ordinal).Take(AcasNetworks))
        {
            LoadedNetwork model = NetworkFile.Load(file);
            Random random = new(1);
            for (int k = 0; k < AcasPoints; k++)
            {
                yield return ($"{Path.GetFileNameWithoutExtension(file)[^3..]} {k}", model, [.. Enumerable.Range(0, model.Network.InputDimension).Select(_ => new Rational(random.Next(-32768, 32769), 65536))]);
            }
        }
    }

    private static Box Box(string set, ReluNetwork network)
        => set == "acasxu" ? Exact.Box.Cube(network.InputDimension, new Rational(-1, 2), new Rational(1, 2)) : Exact.Box.Cube(network.InputDimension, 0, 1);

    private static double Median(List<Result> results, Func<Result, double> of)
    {
        double[] sorted = [.. results.Select(of).Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Result(bool Exact, double Seconds, double Processor, double Gap, long Bytes, double CheckSeconds, bool Valid);
}
