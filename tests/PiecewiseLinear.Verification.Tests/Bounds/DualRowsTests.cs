using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Bounds;

/// <summary>Whatever the slopes in [0, 1] and the multipliers ≥ 0: bounds are below every exact value where the phases split are right, on graphs and chains, in boxes and in balls.</summary>
public static class DualRowsTests
{
    [Fact]
    public static void Bounds_with_random_slopes_and_multipliers_hold_where_the_phases_are_right()
    {
        int compared = 0, split = 0;
        Seeded.Check(300, random =>
        {
            ReluNetwork network = RandomNetworks.Next(random);
            CompiledGroup group = Group(random, network, out PropertyRow row, out InputBall? ball);
            GraphRoot root = new(network, group, CancellationToken.None);
            if (!root.IsUsable)
            {
                return;
            }

            using PackedNetwork packed = new(network, root.Magnitudes, root.Box);
            NeuronRanges ranges = new(packed, root.Box);
            using DualAscent ascent = new(new DualRows(packed, group, 4));
            SplitPath? path = RandomPath(random, packed, ranges);
            DualSettings start = new(
                [.. Enumerable.Range(0, packed.Count).Select(_ => (byte)random.Next(65))], [.. Enumerable.Range(0, path?.Length ?? 0).Select(_ => DualSettings.Short(random.NextDouble() * 3))]);
            DualTarget target = TargetOf(random, packed, ranges, group);
            ascent.Add(target, ranges, path, start);
            ascent.Run(random.Next(6), untilProved: false, moveSlopes: true, CancellationToken.None);
            Rational bound = Rational.FromDouble(ascent.BestOf(0));
            split += path is null ? 0 : 1;
            for (int sample = 0; sample < 30; sample++)
            {
                Rational[] point = Point(random, group);
                if ((ball is not null && !Inside(ball, point)) || !HasPhases(network, packed, path, point))
                {
                    continue;
                }

                compared++;
                Rational value = target.Row is null
                    ? PreActivation(network, packed.NeuronOf[packed.Nodes[target.Node].First + target.Index], point) * (target.Negated ? -1 : 1)
                    : -row.Slack(point, ExactEvaluator.Evaluate(network, [.. point]).AsSpan());
                Assert.True(bound <= value, $"{bound.ToDoubleApproximate():R} > {value.ToDoubleApproximate():R}");
            }
        });
        Assert.InRange(compared, 1000, int.MaxValue);
        Assert.InRange(split, 50, int.MaxValue);
    }

    [Fact]
    public static void Steps_never_lower_the_bound_and_one_neuron_is_solved() =>
        Seeded.Check(50, static random =>
        {
            // y = relu(x) + c·x on [-a, b]: with both phases and the best multipliers the least of the cases is the least value, at an end or at 0.
            double c = (random.NextDouble() * 4) - 2, a = 0.25 + random.NextDouble(), b = 0.25 + random.NextDouble();
            ReluNetwork network = ReluNetwork.FromLayers(
            [
                new AffineLayer(new DenseOperator(3, 1, [1, 1, -1]), [0, 5, 5]),
                new AffineLayer(new DenseOperator(1, 3, [1, c, 0]), [-5 * c]),
            ]);
            Box box = new([Rational.FromDouble(-a)], [Rational.FromDouble(b)]);
            CompiledGroup group = new(
                new PropertyGroup(new InputSet(box), new OutputSpecification([new UnsafePolyhedron([new PropertyRow([], [new PropertyTerm(0, 1)], 0)])])), 1, 1);
            GraphRoot root = new(network, group, CancellationToken.None);
            using PackedNetwork packed = new(network, root.Magnitudes, root.Box);
            NeuronRanges ranges = new(packed, root.Box);
            using DualAscent ascent = new(new DualRows(packed, group, 4));
            DualTarget target = new(group.Disjuncts[0][0]);
            ascent.Add(target, ranges, new SplitPath(null, packed.PackedOf[0], Active: false), start: null);
            ascent.Add(target, ranges, new SplitPath(null, packed.PackedOf[0], Active: true), start: null);
            ascent.Run(steps: 0, untilProved: false, moveSlopes: true, CancellationToken.None);
            double first = Math.Min(ascent.BestOf(0), ascent.BestOf(1));
            ascent.Clear();
            ascent.Add(target, ranges, new SplitPath(null, packed.PackedOf[0], Active: false), start: null);
            ascent.Add(target, ranges, new SplitPath(null, packed.PackedOf[0], Active: true), start: null);
            ascent.Run(steps: 60, untilProved: false, moveSlopes: true, CancellationToken.None);
            double least = Math.Min(0, Math.Min(-a * c, b * (1 + c))), reached = Math.Min(ascent.BestOf(0), ascent.BestOf(1));
            Assert.True(reached >= first);
            Assert.InRange(reached, least - 0.1, least);
        });

    private static CompiledGroup Group(Random random, ReluNetwork network, out PropertyRow row, out InputBall? ball)
    {
        ImmutableArray<Rational> lower = [.. RandomNetworks.Point(random, network.InputDimension)];
        Box box = new(lower, [.. lower.Select(x => x + random.Next(0, 3))]);
        row = new PropertyRow(
            [new PropertyTerm(random.Next(network.InputDimension), random.Next(1, 4))], [new PropertyTerm(random.Next(network.OutputDimension), random.Next(2) == 0 ? -1 : 1)], random.Next(-3, 4));
        CompiledGroup plain = new(new PropertyGroup(new InputSet(box), new OutputSpecification([new UnsafePolyhedron([row])])), network.InputDimension, network.OutputDimension);
        ball = random.Next(2) == 0
            ? null
            : new InputBall([.. plain.Low.Zip(plain.High, static (a, b) => a + ((b - a) / 2))], random.Next(3) switch { 0 => VectorNorm.L1, 1 => VectorNorm.L2, _ => VectorNorm.LInf }, random.Next(1, 5) * 0.25);
        return new CompiledGroup(plain.Group, network.InputDimension, network.OutputDimension) { Ball = ball };
    }

    private static SplitPath? RandomPath(Random random, PackedNetwork packed, NeuronRanges ranges)
    {
        SplitPath? path = null;
        for (int p = 0; p < packed.Count && (path?.Length ?? 0) < 3; p++)
        {
            path = ranges.Offset[p] > 0 && random.Next(3) == 0 ? new SplitPath(path, p, random.Next(2) == 0) : path;
        }

        return path;
    }

    private static DualTarget TargetOf(Random random, PackedNetwork packed, NeuronRanges ranges, CompiledGroup group)
    {
        (int Node, int Index)[] neurons =
        [
            .. from node in Enumerable.Range(0, packed.Nodes.Length)
               where packed.Nodes[node].Source >= 0
               from index in Enumerable.Range(0, packed.Nodes[node].Live.Length)
               where ranges.Offset[packed.Nodes[node].First + index] > 0
               select (node, index),
        ];
        if (neurons.Length == 0 || random.Next(2) == 0)
        {
            return new DualTarget(group.Disjuncts[0][0]);
        }

        (int at, int which) = neurons[random.Next(neurons.Length)];
        return new DualTarget(null, at, which, random.Next(2) == 0);
    }

    private static bool HasPhases(ReluNetwork network, PackedNetwork packed, SplitPath? path, Rational[] point)
        => Array.TrueForAll(SplitPath.InOrder(path), split =>
        {
            int sign = PreActivation(network, packed.NeuronOf[split.Neuron], point).Sign;
            return split.Active ? sign >= 0 : sign <= 0;
        });

    private static Rational PreActivation(ReluNetwork network, int neuron, Rational[] point)
    {
        int start = 0;
        foreach (ReluNode layer in network.HiddenLayers)
        {
            if (neuron < start + layer.Width)
            {
                return layer.Source == 0
                    ? point[neuron - start]
                    : ExactEvaluator.Evaluate(new ReluNetwork([.. network.Nodes.Take(layer.Source + 1)], layer.Source), [.. point])[neuron - start];
            }

            start += layer.Width;
        }

        throw new ArgumentOutOfRangeException(nameof(neuron), neuron, "expected a hidden neuron");
    }

    private static bool Inside(InputBall ball, Rational[] point)
    {
        Rational[] apart = [.. point.Zip(ball.Center, static (x, c) => x - Rational.FromDouble(c))];
        Rational radius = Rational.FromDouble(ball.Radius);
        return ball.Norm switch
        {
            VectorNorm.L1 => apart.Aggregate(Rational.Zero, static (sum, x) => sum + Rational.Abs(x)) <= radius,
            VectorNorm.L2 => apart.Aggregate(Rational.Zero, static (sum, x) => sum + (x * x)) <= radius * radius,
            _ => Array.TrueForAll(apart, x => Rational.Abs(x) <= radius),
        };
    }

    private static Rational[] Point(Random random, CompiledGroup group)
        => [.. group.Low.Zip(group.High, (a, b) => Rational.FromDouble(a) + ((Rational.FromDouble(b) - Rational.FromDouble(a)) * new Rational(random.Next(0, 17), 16)))];
}
