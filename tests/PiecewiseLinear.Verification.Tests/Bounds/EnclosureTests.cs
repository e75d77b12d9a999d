using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Bounds;

/// <summary>Bounds hold over the reals: every exact value at points of the box lies within them, however extreme the weights.</summary>
public static class EnclosureTests
{
    [Fact]
    public static void Bounds_of_neurons_and_rows_hold_at_exact_points() =>
        Seeded.Check(400, static random =>
        {
            ReluNetwork network = RandomNetworks.Next(random);
            CompiledGroup group = Group(random, network, out ImmutableArray<PropertyRow> rows);
            foreach (BoundedRoot root in Roots(network, group))
            {
                if (!root.IsUsable)
                {
                    continue;
                }

                using LinearBounds bounds = root.Open();
                BoxBounds child = new(network.InputDimension, network.HiddenNeurons);
                child.CopyFrom(root.Box);
                for (int depth = 0; depth < 4; depth++)
                {
                    Halve(random, child);
                    bounds.Bound(child, CancellationToken.None);
                    bounds.BoundRows(group.Disjuncts[0]);
                    for (int sample = 0; sample < 6; sample++)
                    {
                        ExpectInside(network, bounds, child, rows, Point(random, child));
                    }
                }
            }
        });

    [Fact]
    public static void Chains_and_graphs_bound_alike() =>
        Seeded.Check(100, static random =>
        {
            (ReluNetwork network, VnnLibProperty file) = Soundness.RandomProperties.Next(random);
            CompiledGroup group = new(VerificationProperty.FromVnnLib(file).Groups[0], network.InputDimension, network.OutputDimension);
            ChainRoot chain = new(ChainNetwork.TryCreate(network)!, group, CancellationToken.None);
            GraphRoot graph = new(network, group, CancellationToken.None);
            for (int n = 0; n < network.HiddenNeurons; n++)
            {
                double scale = Math.Max(1, Math.Max(Math.Abs(chain.Box.Lower[n]), Math.Abs(chain.Box.Upper[n])));
                Assert.InRange((chain.Box.Lower[n] - graph.Box.Lower[n]) / scale, -1e-9, 1e-9);
                Assert.InRange((chain.Box.Upper[n] - graph.Box.Upper[n]) / scale, -1e-9, 1e-9);
            }
        });

    [Fact]
    public static void Weights_beyond_all_measure_bound_nothing()
    {
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(1, 1, [1e200]), [0]),
            new AffineLayer(new DenseOperator(1, 1, [1e200]), [0]),
        ]);
        VerificationProperty property = new(1, 1, [new PropertyGroup(new InputSet(Box.Cube(1, -1, 1)), new OutputSpecification([new UnsafePolyhedron([new PropertyRow([], [new PropertyTerm(0, 1)], -1)])]))]);
        VerificationOutcome outcome = VerificationEngine.Verify(network, property, new VerificationOptions(), progress: null, CancellationToken.None);
        Assert.Equal(Verdict.Unknown, outcome.Verdict);
        Assert.Equal("the network's numbers are too large to be bounded", outcome.Reason);
    }

    [Fact]
    public static void The_relaxation_holds_at_both_ends_exactly() =>
        Seeded.Check(2000, static random =>
        {
            double l = -Math.Abs(random.NextUsualDouble()) - double.Epsilon, u = Math.Abs(random.NextUsualDouble()) + double.Epsilon;
            Relaxation relaxation = Relaxation.Of(l, u);
            Rational lambda = Rational.FromDouble(relaxation.Lambda), offset = Rational.FromDouble(relaxation.Offset);
            Assert.True(((lambda * Rational.FromDouble(l)) + offset).Sign >= 0);
            Assert.True((lambda * Rational.FromDouble(u)) + offset >= Rational.FromDouble(u));
            Assert.InRange(relaxation.Lambda, 0, 1);
        });

    private static IEnumerable<BoundedRoot> Roots(ReluNetwork network, CompiledGroup group)
    {
        yield return new GraphRoot(network, group, CancellationToken.None);
        if (ChainNetwork.TryCreate(network) is { } chain)
        {
            yield return new ChainRoot(chain, group, CancellationToken.None);
        }
    }

    private static CompiledGroup Group(Random random, ReluNetwork network, out ImmutableArray<PropertyRow> rows)
    {
        ImmutableArray<Rational> lower = [.. RandomNetworks.Point(random, network.InputDimension)];
        Box box = new(lower, [.. lower.Select(x => x + random.Next(0, 4))]);
        rows =
        [
            .. Enumerable.Range(0, 3).Select(_ => new PropertyRow(
                [new PropertyTerm(random.Next(network.InputDimension), random.NextRationalTerm())],
                [new PropertyTerm(random.Next(network.OutputDimension), random.NextRationalTerm())],
                random.NextRationalTerm())),
        ];
        return new CompiledGroup(new PropertyGroup(new InputSet(box), new OutputSpecification([new UnsafePolyhedron(rows)])), network.InputDimension, network.OutputDimension);
    }

    private static Rational NextRationalTerm(this Random random) => new(random.Next(1, 20) * (random.Next(2) == 0 ? 1 : -1), random.Next(1, 20));

    private static void Halve(Random random, BoxBounds box)
    {
        int j = random.Next(box.Low.Length);
        double middle = box.Low[j] + ((box.High[j] - box.Low[j]) / 2);
        (random.Next(2) == 0 ? box.Low : box.High)[j] = middle;
    }

    private static Rational[] Point(Random random, BoxBounds box)
        => [.. box.Low.Zip(box.High, (a, b) => random.Next(3) switch
        {
            0 => Rational.FromDouble(a),
            1 => Rational.FromDouble(b),
            _ => Rational.FromDouble(a) + ((Rational.FromDouble(b) - Rational.FromDouble(a)) * new Rational(random.Next(0, 101), 100)),
        })];

    private static unsafe void ExpectInside(ReluNetwork network, LinearBounds bounds, BoxBounds box, ImmutableArray<PropertyRow> rows, Rational[] point)
    {
        ImmutableArray<Rational>[] before = PreActivations(network, point);
        int n = 0;
        foreach (Rational z in before.SelectMany(static layer => layer))
        {
            Assert.True(Rational.FromDouble(box.Lower[n]) <= z && z <= Rational.FromDouble(box.Upper[n]), $"neuron {n}: {z} is not in [{box.Lower[n]}, {box.Upper[n]}]");
            n++;
        }

        ImmutableArray<Rational> output = ExactEvaluator.Evaluate(network, point);
        for (int r = 0; r < rows.Length; r++)
        {
            Rational value = -rows[r].Slack(point, output.AsSpan());
            Assert.True(Rational.FromDouble(bounds.Minimum(r, box.Low, box.High)) <= value);
            Rational linear = Rational.FromDouble(bounds.ConstantOf(r)) - Rational.FromDouble(bounds.ErrorOf(r));
            for (int j = 0; j < point.Length; j++)
            {
                linear += Rational.FromDouble(bounds.FormOf(r)[j]) * point[j];
            }

            Assert.True(linear <= value);
        }
    }

    private static ImmutableArray<Rational>[] PreActivations(ReluNetwork network, Rational[] point)
        => [.. network.HiddenLayers.Select(layer => layer.Source == 0
            ? [.. point]
            : ExactEvaluator.Evaluate(new ReluNetwork([.. network.Nodes.Take(layer.Source + 1)], layer.Source), point))];
}
