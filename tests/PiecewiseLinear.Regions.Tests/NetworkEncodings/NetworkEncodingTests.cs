using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.NetworkEncodings;

/// <summary>The solutions of a network's system are the network's true values, and nothing else.</summary>
public sealed class NetworkEncodingTests
{
    private static readonly string[] s_golden =
        ["g_trap_absx", "g_dup", "g_concurrent", "g_deadlayer", "g_seed1_demo", "g_zigzag_2d_k1", "g_zigzag_2d_k2", "c_2_8x2_1", "d_3_16x2_1"];

    [Theory]
    [InlineData(ReluForm.Binary)]
    [InlineData(ReluForm.PositivePart)]
    public void True_values_are_solutions_and_wrong_phases_are_not(ReluForm form)
    {
        int wrongPhases = 0;
        Seeded.Check(400, random =>
        {
            (ReluNetwork network, Box box) = random.Next(3) == 0 ? GoldenNetworks.Load(s_golden[random.Next(s_golden.Length)]) : RandomQuestion(random);
            InequalitySystem system = NetworkEncoding.System(network, box, form, CancellationToken.None);
            Assert.False(form == ReluForm.Binary ? !system.PositiveParts.IsEmpty : system.Variables.Any(static v => v.IsBinary));
            Rational[] point = PointIn(random, box);
            ForcedTrace truth = ForcedTrace.At(network, point);

            // A pre-activation of 0 belongs to both phases.
            bool tie = random.Next(2) == 0;
            bool Active(int layer, int i) => truth.PreActivations[layer][i].Sign > 0 || (tie && truth.PreActivations[layer][i].IsZero);
            Assert.Empty(Assignment.Violations(system, Assignment.Of(system, point, truth, Active)));

            (int Layer, int Index)[] crossed = [.. truth.PreActivations.SelectMany(static (layer, l) => layer.Select((z, i) => (Z: z, Place: (l, i))))
                .Where(static entry => !entry.Z.IsZero).Select(static entry => entry.Place)];
            if (crossed.Length > 0)
            {
                (int Layer, int Index) wrong = crossed[random.Next(crossed.Length)];
                ForcedTrace other = ForcedTrace.At(network, point, wrong);
                foreach (bool phase in (bool[])[true, false])
                {
                    bool Forced(int layer, int i) => (layer, i) == wrong ? phase : other.PreActivations[layer][i].Sign > 0;
                    Assert.NotEmpty(Assignment.Violations(system, Assignment.Of(system, point, other, Forced)));
                    wrongPhases++;
                }
            }

            // Any other value of one variable breaks something too, except that a binary is free where its pre-activation is 0.
            Rational[] values = Assignment.Of(system, point, truth, Active);
            int moved = random.Next(values.Length);
            NamedVariable variable = system.Variables[moved];
            Rational old = values[moved];
            values[moved] = variable.IsBinary ? Rational.One - old : old + new Rational(random.Next(2) == 0 ? 1 : -1, 1000);
            bool free = variable.IsBinary && values[moved - 1].IsZero;
            Assert.True(free == (Assignment.Violations(system, values).Length == 0) || IsUnusedInput(system, moved), $"{variable.Name} moved from {old} to {values[moved]}");
        });
        Assert.True(wrongPhases > 400, $"only {wrongPhases} wrong phases were tried");
    }

    [Fact]
    public void Every_pre_activation_and_output_lies_within_its_proven_bounds() => Seeded.Check(300, random =>
    {
        (ReluNetwork network, Box box) = random.Next(3) == 0 ? GoldenNetworks.Load(s_golden[random.Next(s_golden.Length)]) : RandomQuestion(random);
        IntervalBounds bounds = IntervalBounds.Of(network, box, CancellationToken.None);
        for (int sample = 0; sample < 10; sample++)
        {
            (Rational[] output, List<Rational[]> preActivations) = RationalOracle.Evaluate(network, PointIn(random, box));
            for (int layer = 0; layer < preActivations.Count; layer++)
            {
                Assert.All(preActivations[layer], (z, i) => Assert.True(bounds.HiddenLayers[layer][i].Contains(z), $"layer {layer} neuron {i}: {z} outside {bounds.HiddenLayers[layer][i]}"));
            }

            Assert.All(output, (y, k) => Assert.True(bounds.Outputs[k].Contains(y), $"output {k}: {y} outside {bounds.Outputs[k]}"));
        }
    });

    [Fact]
    public void Bounds_of_the_first_layer_are_attained_at_corners_up_to_the_rounding()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("c_2_8x2_1");
        IntervalBounds bounds = IntervalBounds.Of(network, box, CancellationToken.None);
        Rational[][] corners = [.. Enumerable.Range(0, 4).Select(k => new[] { (k & 1) == 0 ? box.Lower[0] : box.Upper[0], k < 2 ? box.Lower[1] : box.Upper[1] })];
        for (int i = 0; i < bounds.HiddenLayers[0].Length; i++)
        {
            Rational[] values = [.. corners.Select(corner => RationalOracle.Evaluate(network, corner).PreActivations[0][i])];
            Rational rounding = new(1, 10_000_000_000);
            Assert.InRange(values.Min() - bounds.HiddenLayers[0][i].Lower, Rational.Zero, rounding);
            Assert.InRange(bounds.HiddenLayers[0][i].Upper - values.Max(), Rational.Zero, rounding);
        }
    }

    [Fact]
    public void Rounding_goes_outward_stays_short_and_keeps_the_sign() => Seeded.Check(3000, random =>
    {
        Rational value = random.NextRational(), down = OutwardDecimal.Down(value), up = OutwardDecimal.Up(value);
        Assert.True(down <= value && value <= up, $"{down} … {up} does not enclose {value}");
        Assert.Equal((value.Sign, value.Sign), (down.Sign, up.Sign));
        Assert.True(up - down <= Rational.Abs(value) * new Rational(1, 10_000_000_000), $"{down} … {up} is too wide for {value}");
        Rational shortNumber = new(random.Next(-999_999, 1_000_000), 1000);
        Assert.Equal((shortNumber, shortNumber), (OutwardDecimal.Down(shortNumber), OutwardDecimal.Up(shortNumber)));
    });

    [Fact]
    public void Neurons_that_the_bounds_decide_take_no_binary()
    {
        // z0 = x + 2 ≥ 0, z1 = x − 2 ≤ 0, z2 = x, z3 = 0 on [−1, 1].
        AffineLayer first = new(new DenseOperator(4, 1, [1, 1, 1, 0]), [2, -2, 0, 0]), second = new(new DenseOperator(1, 4, [1, 1, 1, 1]), [0]);
        InequalitySystem system = NetworkEncoding.System(ReluNetwork.FromLayers([first, second]), Box.Cube(1, -1, 1), ReluForm.Binary, CancellationToken.None);
        Assert.Equal(["x0", "h0_0", "h0_1", "h0_2", "z0_2", "a0_2", "h0_3", "y0"], system.Variables.Select(static v => v.Name));
        Assert.Equal(["d0_0", "d0_2", "above0_2", "on0_2", "off0_2", "o0"], system.Rows.Select(static r => r.Name));
        Assert.Equal(((Rational?)1, (Rational?)3), (system.Variables[1].Lower, system.Variables[1].Upper));
        Assert.Equal(((Rational?)0, (Rational?)0), (system.Variables[2].Lower, system.Variables[2].Upper));
        Assert.Equal(((Rational?)0, (Rational?)0), (system.Variables[6].Lower, system.Variables[6].Upper));
    }

    [Fact]
    public void The_head_of_the_file_tells_what_it_is()
    {
        LoadedNetwork loaded = NetworkFile.Load(RepositoryRoot.Combine("models", "golden", "g_trap_absx.json"));
        string head = Text(loaded, TextFormat.Lp)[..1000];
        Assert.Contains($"\\ network sha256 {loaded.Sha256}\n", head, StringComparison.Ordinal);
        Assert.Contains("\\ 4 neurons, by their bounds on the box: 1 active (d{l}_{i} defines h, no z), 0 inactive (h is 0), 3 undecided (a{l}_{i} is 1 for active)\n", head, StringComparison.Ordinal);
        Assert.Contains("(set-logic QF_LRA)", Text(loaded, TextFormat.SmtLib), StringComparison.Ordinal);
        LoadedNetwork softmax = loaded with { Report = loaded.Report with { Tail = NetworkTail.Softmax } };
        Assert.Contains("* the outputs are those before the file's final Softmax\n", Text(softmax, TextFormat.Mps), StringComparison.Ordinal);
        Assert.DoesNotContain("final", head, StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_of_another_dimension_is_refused()
    {
        (ReluNetwork network, _) = GoldenNetworks.Load("g_dup");
        RegionQueryException error = Assert.Throws<RegionQueryException>(
            () => NetworkEncoding.System(network, Box.Cube(3, -1, 1), ReluForm.Binary, CancellationToken.None));
        Assert.Equal(("box", "the box has 3 inputs, expected 2, one for each input of the network"), (error.Field, error.Message));
    }

    private static string Text(LoadedNetwork loaded, TextFormat format)
    {
        using StringWriter writer = new();
        NetworkEncoding.Write(loaded, Box.Cube(2, -1, 1), property: null, format, writer, CancellationToken.None);
        return writer.ToString();
    }

    /// <summary>An input that no row speaks of, or whose move is no other value of the function.</summary>
    private static bool IsUnusedInput(InequalitySystem system, int variable)
        => system.Variables[variable].Name[0] == 'x' && system.Rows.All(row => row.Terms.All(term => term.Variable != variable));

    private static (ReluNetwork Network, Box Box) RandomQuestion(Random random)
    {
        ReluNetwork network = RandomNetworks.Next(random);
        Rational[] center = RandomNetworks.Point(random, network.InputDimension);
        Rational[] radius = [.. center.Select(_ => random.Next(5) == 0 ? Rational.Zero : new Rational(random.Next(1, 30), random.Next(1, 20)))];
        return (network, new Box([.. center.Zip(radius, static (c, r) => c - r)], [.. center.Zip(radius, static (c, r) => c + r)]));
    }

    /// <summary>A point of the box, often on its sides, or on a grid that meets walls.</summary>
    private static Rational[] PointIn(Random random, Box box) => [.. Enumerable.Range(0, box.Dimension).Select(j =>
    {
        int steps = random.Next(1, 9);
        return box.Lower[j] + ((box.Upper[j] - box.Lower[j]) * new Rational(random.Next(steps + 1), steps));
    })];
}
