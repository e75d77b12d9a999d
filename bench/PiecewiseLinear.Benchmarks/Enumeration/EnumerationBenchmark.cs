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
            EnumerationQuery query = EnumerationQuery.InBox(network, Box.Cube(network.InputDimension, name.Contains("zigzag") ? 0 : -1, 1));
            foreach (bool rigorous in new[] { true, false, true, false, true, false })
            {
                TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
                long start = Stopwatch.GetTimestamp();
                RegionTally tally = RegionEnumerator.CountSequential(query, rigorous);
                double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
                Console.WriteLine($"{name} {(rigorous ? "rigorous" : "trusting")}: {tally.Regions} {string.Join('/', tally.PerLayer)} facets {tally.FacetIncidences} box {tally.BoxFacetIncidences} vertices {tally.VertexIncidences} exact {RegionEnumerator.Refined} {tally.ExactSigns}/{tally.ExactVertices} {wall:F3}s cpu {cpu:F3} {tally.Regions / cpu:F0}/s");
            }
        }

        return 0;
    }
}
