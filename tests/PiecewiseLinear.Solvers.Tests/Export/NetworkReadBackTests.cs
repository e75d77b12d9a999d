using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Solvers.Tests.Export;

/// <summary>
/// Whole networks on a box, read back by programs that are not ours: the largest and the smallest output are those that brute force finds over all
/// regions, exactly where the program is exact.
/// </summary>
public sealed class NetworkReadBackTests
{
    [Theory]
    [InlineData("g_trap_absx")]
    [InlineData("g_dup")]
    [InlineData("g_concurrent")]
    [InlineData("g_deadlayer")]
    [InlineData("g_seed1_demo")]
    [InlineData("g_zigzag_2d_k1")]
    [InlineData("g_zigzag_2d_k2")]
    [InlineData("c_2_8x2_1")]
    public async Task Golden_networks_have_their_true_extremes(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        await CheckAsync(name, network, box, byCbc: true);
    }

    [Fact]
    public async Task Random_layers_have_their_true_extremes()
    {
        for (int seed = 1; seed <= 2; seed++)
        {
            Random random = new(seed);
            AffineLayer Layer(int rows, int columns) => new(
                new DenseOperator(rows, columns, [.. Numbers(random, rows * columns)]), [.. Numbers(random, rows)]);
            await CheckAsync($"seed {seed}", ReluNetwork.FromLayers([Layer(4, 2), Layer(3, 4), Layer(2, 3)]), Box.Cube(2, new Rational(-5, 4), 2), byCbc: true);
        }
    }

    /// <summary>Residual connections, averages and weights from 2⁻⁴⁰ to 2⁴⁰; too much for solvers in floating point.</summary>
    [Fact]
    public async Task Random_graphs_have_their_true_extremes()
    {
        int graphs = 0;
        long started = TimeProvider.System.GetTimestamp();
        for (int seed = 1; graphs < 5 || TimeProvider.System.GetElapsedTime(started) < Seeded.SoakTime; seed++)
        {
            ReluNetwork network = RandomNetworks.Next(new Random(seed));
            Box box = Box.Cube(2, -3, new Rational(7, 2));
            if (network.InputDimension == 2 && Binaries(NetworkEncoding.System(network, box, ReluForm.Binary, CancellationToken.None)) is >= 2 and <= 8)
            {
                await CheckAsync($"seed {seed}", network, box, byCbc: false);
                graphs++;
            }
        }
    }

    private static async Task CheckAsync(string name, ReluNetwork network, Box box, bool byCbc)
    {
        InequalitySystem program = NetworkEncoding.System(network, box, ReluForm.Binary, CancellationToken.None);
        InequalitySystem logic = NetworkEncoding.System(network, box, ReluForm.PositivePart, CancellationToken.None);
        ImmutableArray<PlaneRegion> regions = PlaneSubdivision.Enumerate(network, box);
        foreach ((int output, bool maximize) in Enumerable.Range(0, regions[0].Bias.Length).SelectMany(static k => new[] { (k, true), (k, false) }))
        {
            Rational[] values = [.. regions.SelectMany(region => region.Corners.Select(corner =>
                (region.Matrix[output][0] * corner.X) + (region.Matrix[output][1] * corner.Y) + region.Bias[output]))];
            Rational extreme = maximize ? values.Max() : values.Min();
            InequalitySystem question = program with { Objective = new LinearObjective(maximize, [Output(program, output)]) };
            if (byCbc)
            {
                double minimum = await Cbc.SolveMpsAsync(SystemText.Mps(question)), expected = extreme.ToDoubleApproximate();
                double value = maximize ? -minimum : minimum;
                Assert.True(Math.Abs(value - expected) <= 1e-6 * (1 + Math.Abs(expected)), $"{name}, output {output}: CBC finds {value} from the MPS file, expected {expected}");
            }

            // Z3 is slow with many binaries (c_2_8x2_1: 15): there it is asked for one end, and for the form that is made for it.
            bool large = Binaries(program) > 12;
            if (large && !maximize)
            {
                continue;
            }

            string found = OtherPrograms.SolveLp(SystemText.Lp(question), maximize);
            Assert.True(found == extreme.ToString(), $"{name}, output {output}: Z3 finds {found} from the LP file, expected {extreme}");
            CheckThresholds(name, logic, Output(logic, output), maximize, extreme);
            if (!large)
            {
                CheckThresholds(name, program, Output(program, output), maximize, extreme);
            }
        }
    }

    /// <summary>The extreme is attained, anything short of it too, and nothing beyond.</summary>
    private static void CheckThresholds(string name, InequalitySystem system, LinearTerm output, bool maximize, Rational extreme)
    {
        Rational step = new(maximize ? 1 : -1, 1L << 50);
        foreach ((Rational threshold, bool strict, string expected) in new[]
        {
            (extreme - step, false, "sat"), (extreme, false, "sat"), (extreme, true, "unsat"), (extreme + step, false, "unsat"),
        })
        {
            NamedRow row = new("threshold", [output], maximize ? RowRelation.AtLeast : RowRelation.AtMost, threshold, strict);
            string answer = OtherPrograms.EvaluateSmtLib(SystemText.SmtLib(system with { Rows = system.Rows.Add(row) }));
            Assert.True(answer == expected, $"{name}: Z3 says {answer} to {(maximize ? ">" : "<")}{(strict ? string.Empty : "=")} {threshold}, expected {expected}; the extreme is {extreme}");
        }
    }

    private static int Binaries(InequalitySystem system) => system.Variables.Count(static variable => variable.IsBinary);

    private static LinearTerm Output(InequalitySystem system, int output)
        => new(system.Variables.IndexOf(system.Variables.Single(variable => variable.Name == $"y{output}")), Rational.One);

    private static IEnumerable<double> Numbers(Random random, int count) => Enumerable.Range(0, count).Select(_ => (double)(float)((random.NextDouble() * 4) - 2));
}
