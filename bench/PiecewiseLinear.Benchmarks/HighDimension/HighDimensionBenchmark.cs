using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Solvers.Clp;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// The region of a picture in 784 dimensions (mnist_fc of VNN-COMP, the middle of the box of prop_0_0.03): map, ball, facets; and in the same run CLP alone on the linear
/// programs that decide the facets without any geometry, each row maximized to the optimum over all other rows, one model, warm starts. CLP is asked a
/// sample of the rows, evenly spread; its total is extrapolated and said to be.
/// </summary>
internal static partial class HighDimensionBenchmark
{
    private const int Sample = 16;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public static int Run(string[] arguments)
    {
        if (BenchmarkData.Folder() is not { } bench)
        {
            Console.WriteLine("skipped: mnist_fc, because there is no folder of public networks (set BENCH_DATA)");
            return 0;
        }

        string folder = Path.Combine(bench, "mnist_fc");
        ImmutableArray<Rational> point = Middle(Path.Combine(folder, "vnnlib", "prop_0_0.03.vnnlib"));
        foreach (string layers in arguments is ["--layers", var one] ? [one] : (string[])["2", "4", "6"])
        {
            Measure(NetworkFile.Load(Path.Combine(folder, "onnx", $"mnist-net_256x{layers}.onnx")), $"mnist-net_256x{layers}", point);
        }

        return 0;
    }

    private static void Measure(LoadedNetwork loaded, string name, ImmutableArray<Rational> point)
    {
        RegionQuery query = new()
        {
            Network = loaded.Network,
            NetworkSha256 = loaded.Sha256,
            Box = Box.Cube(784, 0, 1),
            Point = point,
            Solver = new ClpSolver(),
            Facets = false,
            BallNorm = null,
        };
        Cost map = Ask(query, out _);
        Cost ball = Ask(query with { BallNorm = VectorNorm.L2 }, out _);
        Cost facets = Ask(query with { Facets = true, BallNorm = VectorNorm.L2 }, out PointRegions answer);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: map {map}; map and ball {ball}; map, ball and {answer.Regions[0].Facets!.Value.Length} facets {facets}, {answer.Regions[0].Undecided.Length} rows undecided"));
        using MemoryStream text = new();
        Cost written = Cost.Of(() => CertificateWriter.Write(answer.Certificate, text));
        text.Position = 0;
        CheckResult result = new CheckResult.Invalid("");
        Cost read = Cost.Of(() => result = CertificateChecker.Check(loaded.Network, loaded.Sha256, text));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  certificate: {text.Length / 1e6:F2} MB, written {written}, checked {read}: {result.GetType().Name}{(result is CheckResult.Invalid invalid ? $" ({invalid.Reason})" : "")}"));
        ClpAlone(loaded.Network, point, facets);
    }

    private static Cost Ask(RegionQuery query, out PointRegions answer)
    {
        PointRegions? found = null;
        Cost cost = Cost.Of(() => found = PointLocator.Locate(query, CancellationToken.None));
        answer = found!;
        return cost;
    }

    private static void ClpAlone(ReluNetwork network, ImmutableArray<Rational> point, Cost ours)
    {
        var whole = RationalVector.ToHomogeneous(point.AsSpan());
        HRepresentation rows = RegionRows.InUnitBox(network, [.. whole.Numerators, whole.Denominator]);
        double[] objective = new double[rows.Dimension];
        using CancellationTokenSource limit = new(s_limit);
        using ILinearProgramSession session = new ClpSolver().Open(rows);
        Cost start = Cost.Now();
        double last = 0;
        List<double> seconds = [];
        for (int k = 0; k < Sample && !limit.IsCancellationRequested; k++)
        {
            int row = (int)((long)k * rows.Count / Sample);
            for (int j = 0; j < objective.Length; j++)
            {
                objective[j] = rows.Columns[(j * rows.Stride) + row];
            }

            session.SetActive(row, active: false);
            CandidateStatus status = session.Maximize(objective, limit.Token).Status;
            session.SetActive(row, active: true);
            double now = Cost.Since(start).Processor;
            if (status != CandidateStatus.Failed || now - last > 1)
            {
                seconds.Add(now - last);
            }

            last = now;
        }

        double mean = seconds.Average();
        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  CLP alone: {seconds.Count} of {rows.Count} rows asked, a row {seconds[seconds.Count / 2]:F2} s of processor time (median), {mean:F2} s (mean), so about {mean * rows.Count:F0} s for all (extrapolated); ratio {mean * rows.Count / ours.Processor:F0}"));
    }

    private static ImmutableArray<Rational> Middle(string path)
    {
        Rational[] sums = new Rational[784];
        foreach (Match match in Bound().Matches(File.ReadAllText(path)))
        {
            sums[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] += Rational.Parse(match.Groups[2].Value);
        }

        return [.. sums.Select(static sum => sum / 2)];
    }

    [GeneratedRegex(@"\([<>]= X_(?<1>\d+) (?<2>[^)]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Bound();
}
