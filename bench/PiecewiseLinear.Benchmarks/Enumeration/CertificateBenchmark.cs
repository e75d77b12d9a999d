using System.Globalization;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Benchmarks;

/// <summary>Certificates of counts: what writing one costs above the count, its size, and the time of the check beside that of the count; processor time of one thread, in turns.</summary>
internal static class CertificateBenchmark
{
    public static void Run(int rounds)
    {
        foreach (string name in new[] { "b_5_20x2_1", "a_2_32x3_1", "e_5_10x2_1" })
        {
            foreach (CountedQuantities quantities in new[] { CountedQuantities.Facets, CountedQuantities.None, CountedQuantities.Facets | CountedQuantities.Boundary })
            {
                Measure(name, EnumerationBenchmark.Golden(name) with { Threads = 1, Quantities = quantities }, rounds);
            }
        }
    }

    private static void Measure(string name, EnumerationQuery query, int rounds)
    {
        LoadedNetwork loaded = NetworkFile.Load(Path.Combine(BenchmarkData.Root(), "models", "golden", name + ".json"));
        Box box = Box.Cube(loaded.Network.InputDimension, -1, 1);
        using MemoryStream text = new();
        List<double> counts = [], writes = [], checks = [];
        long regions = 0;
        for (int round = 0; round <= rounds; round++)
        {
            double count = EnumerationBenchmark.ProcessorSeconds(() => regions = RegionEnumerator.Count(query).Regions);
            text.SetLength(0);
            double write = EnumerationBenchmark.ProcessorSeconds(() => CountCertificate.Write(query, box, loaded.Sha256, text));
            text.Position = 0;
            double check = EnumerationBenchmark.ProcessorSeconds(() =>
            {
                if (CertificateChecker.Check(loaded.Network, loaded.Sha256, text, CancellationToken.None) is CheckResult.Invalid invalid)
                {
                    throw new InvalidOperationException($"{name}: {invalid.Reason}");
                }
            });
            if (round > 0)
            {
                counts.Add(count);
                writes.Add(write);
                checks.Add(check);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, {query.Quantities}: {regions} regions, {text.Length / 1e6:F1} MB, {(double)text.Length / regions:F0} bytes a region; count {EnumerationBenchmark.Spread(counts)} s, "
            + $"with certificate {EnumerationBenchmark.Spread(writes)} s, check {EnumerationBenchmark.Spread(checks)} s: {EnumerationBenchmark.Median(checks.Zip(counts, static (check, count) => check / count)):F2} times the count"));
    }
}
