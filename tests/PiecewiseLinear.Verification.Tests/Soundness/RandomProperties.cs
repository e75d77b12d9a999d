using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>Small random networks and properties; a third is degenerate: small integers, duplicated neurons, biases at zero, thresholds at a value that is taken.</summary>
internal static class RandomProperties
{
    public static (ReluNetwork Network, VnnLibProperty Property) Next(Random random) => Next(random, random.Next(3) == 0);

    public static (ReluNetwork Network, VnnLibProperty Property) Next(Random random, bool degenerate)
    {
        int inputs = random.Next(1, 4), hidden = random.Next(1, 4), outputs = random.Next(1, 4);
        ReluNetwork network = SmallChains.Next(random, degenerate, inputs, hidden, mostWidth: 4, outputs);
        return (network, new VnnLibProperty(inputs, outputs, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Case(random, network, degenerate))]));
    }

    private static VnnLibCase Case(Random random, ReluNetwork network, bool degenerate)
    {
        ImmutableArray<Rational> lower = [.. Enumerable.Range(0, network.InputDimension).Select(_ => (Rational)random.Next(-2, 1))];
        ImmutableArray<Rational> upper = [.. lower.Select(x => x + (random.Next(8) == 0 ? 0 : random.Next(3) == 0 ? new Rational(1, 3) : (Rational)random.Next(1, 3)))];
        Box box = new(lower, upper);
        return new VnnLibCase(box, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Row(random, network, box, degenerate))]);
    }

    private static PropertyRow Row(Random random, ReluNetwork network, Box box, bool degenerate)
    {
        Rational[] point = [.. box.Lower.Zip(box.Upper, (a, b) => a + ((b - a) * new Rational(random.Next(0, 5), 4)))];
        ImmutableArray<Rational> value = ExactEvaluator.Evaluate(network, point);
        ImmutableArray<PropertyTerm> outputs = [.. Enumerable.Range(0, value.Length).Where(_ => random.Next(3) > 0).Select(k => new PropertyTerm(k, random.Next(2) == 0 ? 1 : -1))];
        ImmutableArray<PropertyTerm> inputs = random.Next(5) == 0 ? [new PropertyTerm(random.Next(network.InputDimension), random.Next(2) == 0 ? 1 : new Rational(-1, 3))] : [];
        Rational bound = outputs.Aggregate(Rational.Zero, (sum, term) => sum + (term.Coefficient * value[term.Index]));
        bound = inputs.Aggregate(bound, (sum, term) => sum + (term.Coefficient * point[term.Index]));

        // The point violates at a tie, or misses it by less than any double shows, or by more; the rest of the box decides.
        Rational shift = random.Next(3) switch { 0 => 0, 1 => Rational.FromDouble(-Math.ScaleB(1, -70)), _ => -1 };
        return new PropertyRow(inputs, outputs, bound + (degenerate ? shift : Rational.FromDouble((random.NextDouble() - 0.8) * 2)));
    }
}
