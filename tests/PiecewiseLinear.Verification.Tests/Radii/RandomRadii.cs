using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Random small networks with a question each; a third is degenerate (small integers, doubled neurons, ties, dead parts, fixed inputs).</summary>
internal static class RandomRadii
{
    public static RadiusQuery Next(Random random)
    {
        ReluNetwork network = Soundness.RandomProperties.Next(random).Network;
        int d = network.InputDimension;
        bool coarse = random.Next(3) == 0;
        ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => coarse ? random.Next(-1, 2) : new Rational(random.Next(-64, 65), 64))];
        Box? box = random.Next(2) == 0
            ? new Box([.. point.Select(x => x - Side(random))], [.. point.Select(x => x + Side(random))])
            : null;
        int classes = Math.Max(2, network.OutputDimension);
        int? label = random.Next(4) == 0 ? random.Next(classes) : null;
        RadiusQuery query = new() { Network = network, Point = point, Norm = (VectorNorm)random.Next(3), Box = box, Label = label, Goal = (RadiusGoal)random.Next(3), Threads = 1 };
        query = box is not null && random.Next(2) == 0 ? query with { MaxChanged = random.Next(d + 1) } : query;
        int kept = new DecisionProblem(query).Label;
        return random.Next(2) == 0 ? query with { Target = (kept + 1 + random.Next(classes - 1)) % classes } : query;
    }

    private static Rational Side(Random random) => random.Next(4) switch { 0 => 0, 1 => new Rational(1, 3), 2 => 1, _ => 2 };
}
