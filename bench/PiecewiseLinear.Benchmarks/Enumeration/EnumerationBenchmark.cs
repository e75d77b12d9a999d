using System.Diagnostics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Benchmarks;

internal static class EnumerationBenchmark
{
    public static int Run(string[] args)
    {
        string folder = Path.Combine(BenchmarkData.Root(), "models", "golden");
        foreach (string name in args.Length > 0 ? args : ["a_2_32x3_1", "b_5_20x2_1", "c_2_8x2_1", "d_3_16x2_1", "e_5_10x2_1", "g_dup", "g_concurrent", "g_deadlayer", "g_trap_absx", "g_zigzag_2d_k3"])
        {
            ReluNetwork network = NetworkFile.Load(Path.Combine(folder, name + ".json")).Network;
            EnumerationQuery query = EnumerationQuery.InBox(network, Box.Cube(network.InputDimension, name.Contains("zigzag") ? 0 : name.Contains("trap") || name.Contains("demo") ? -2 : -1, name.Contains("trap") || name.Contains("demo") ? 2 : 1));
            foreach ((bool rigorous, int threads, bool all) in new[] { (true, 1, false), (false, 1, false), (true, 1, false), (false, 1, false), (true, 2, false), (true, 1, true), (true, 2, true) })
            {
                TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
                long start = Stopwatch.GetTimestamp();
                CountedQuantities q = all ? (CountedQuantities)(63 - 32) : CountedQuantities.Facets;
                RegionCount count = RegionEnumerator.Count(query with { Rigorous = rigorous, Threads = threads, Quantities = q });
                double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
                Console.WriteLine($"{name} {(rigorous ? "rigorous" : "trusting")} {threads}: {count} {string.Join('/', count.PerLayer)} {string.Join(' ', count.FacetHistogram ?? [])}  {wall:F3}s cpu {cpu:F3} {count.Regions / cpu:F0}/s");
            }
        }

        return 0;
    }
}
