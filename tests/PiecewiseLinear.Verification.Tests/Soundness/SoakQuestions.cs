using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>A question of the soak.</summary>
/// <param name="Kind">The family that it comes from.</param>
/// <param name="Loaded">The network, as read from the text.</param>
/// <param name="Text">The network in the JSON format of layers.</param>
/// <param name="Property">The property.</param>
internal sealed record SoakQuestion(string Kind, LoadedNetwork Loaded, byte[] Text, VnnLibProperty Property)
{
    public ReluNetwork Network => Loaded.Network;

    public override string ToString()
        => Encoding.UTF8.GetString(Text) + string.Concat(Property.Cases.Select(static @case =>
            $"\n[{string.Join(' ', @case.Box.Lower)}] to [{string.Join(' ', @case.Box.Upper)}]: "
                + string.Join(", ", @case.Rows.Select(static row => $"{Terms('x', row.Inputs)}{Terms('y', row.Outputs)}<= {row.Bound}"))));

    private static string Terms(char name, IEnumerable<PropertyTerm> terms) => string.Concat(terms.Select(term => $"{term.Coefficient} {name}{term.Index} "));
}

/// <summary>
/// The questions of the soak: random ones; thresholds exactly at, or by 2⁻⁷⁰ off, the extreme value of a row; several disjuncts on one box; networks with dead and duplicated neurons; hidden bumps.
/// A good third is degenerate: the degenerate ones of <see cref="RandomProperties"/>, and all thresholds at extremes.
/// </summary>
internal static class SoakQuestions
{
    private static readonly Rational s_little = Rational.FromDouble(Math.ScaleB(1, -70));

    public static SoakQuestion Next(Random random)
    {
        bool degenerate = random.Next(3) == 0;
        (ReluNetwork network, VnnLibProperty property) = RandomProperties.Next(random, degenerate);
        return random.Next(20) switch
        {
            < 7 => Make(degenerate ? "random, degenerate" : "random", network, property),
            < 11 => Make("at an extreme", network, new VnnLibProperty(property.InputCount, property.OutputCount, [.. property.Cases.Select(@case => AtExtreme(random, network, @case))])),
            < 15 => Make(degenerate ? "one box, degenerate" : "one box", network, OneBox(property)),
            < 17 => Padded(random, network, property, degenerate),
            _ => Bump(random),
        };
    }

    /// <summary>One row of the case, or all, with a threshold that the least value over the box just reaches, or misses by a little.</summary>
    private static VnnLibCase AtExtreme(Random random, ReluNetwork network, VnnLibCase @case)
    {
        PropertyRow row = @case.Rows[0];
        Rational least = BruteForceProperty.Least(network, @case.Box, row);
        row = row with { Bound = least + (random.Next(3) switch { 0 => 0, 1 => -s_little, _ => -1 }) };
        return @case with { Rows = random.Next(3) == 0 ? [row, .. @case.Rows.Skip(1)] : [row] };
    }

    /// <summary>All cases on the box of the first: several disjuncts of one search.</summary>
    private static VnnLibProperty OneBox(VnnLibProperty property)
        => property with { Cases = [.. property.Cases.Select(@case => @case with { Box = property.Cases[0].Box })] };

    /// <summary>The network with neurons that are zero everywhere, always dead or copies of others; the function is the same.</summary>
    private static SoakQuestion Padded(Random random, ReluNetwork network, VnnLibProperty property, bool degenerate)
    {
        List<(double[][] Weights, double[] Bias)> layers = SmallChains.Layers(network);
        for (int l = 0; l + 1 < layers.Count; l++)
        {
            (double[][] weights, double[] bias) = layers[l];
            double[] added = random.Next(3) switch
            {
                0 => new double[weights[0].Length],
                1 => [.. weights[0].Select(static w => w / 2)],
                _ => [.. weights[0]],
            };
            double offset = added.All(static w => w == 0d) ? random.Next(-1, 1) : random.Next(2) == 0 ? bias[0] : -1024;
            layers[l] = ([.. weights, added], [.. bias, offset]);
            (double[][] next, double[] nextBias) = layers[l + 1];
            bool isDead = offset <= 0d && (offset == -1024 || added.All(static w => w == 0d));
            layers[l + 1] = ([.. next.Select(row => (double[])[.. row, isDead ? random.Next(-3, 4) : 0d])], nextBias);
        }

        return Make(degenerate ? "padded, degenerate" : "padded", SmallChains.Text(layers), property);
    }

    /// <summary>
    /// y = height of a trapezoid of width 2⁻¹² (four ReLUs an input, the least of the inputs' trapezoids) at a random place, 0 elsewhere; unsafe: y ≥ 1/2, or exactly the top, or a little more.
    /// </summary>
    private static SoakQuestion Bump(Random random)
    {
        int inputs = random.Next(1, 3), width = 12;
        double unit = Math.ScaleB(1, -width), slope = Math.ScaleB(1, width);
        List<double[]> first = [];
        List<double> bias = [];
        double[] sum = new double[4 * inputs];
        for (int j = 0; j < inputs; j++)
        {
            double center = random.Next(-3900, 3900) * unit;
            foreach ((double shift, double sign) in new[] { (2d, 1d), (1d, -1d), (-1d, -1d), (-2d, 1d) })
            {
                sum[first.Count] = sign * slope;
                first.Add([.. Enumerable.Range(0, inputs).Select(i => i == j ? 1d : 0d)]);
                bias.Add((shift * unit) - center);
            }
        }

        (Rational threshold, string kind) = random.Next(4) switch { 0 => (1, "bump, its top"), 1 => (1 + s_little, "bump, above its top"), _ => (new Rational(1, 2), "bump, half of it") };
        VnnLibProperty property = new(inputs, 1, [new VnnLibCase(Box.Cube(inputs, -1, 1), [new PropertyRow([], [new PropertyTerm(0, -1)], -threshold)])]);
        return Make(kind, SmallChains.Text([([.. first], [.. bias]), ([sum], [1d - inputs]), ([[1d]], [0d])]), property);
    }

    private static SoakQuestion Make(string kind, ReluNetwork network, VnnLibProperty property) => Make(kind, SmallChains.Text(SmallChains.Layers(network)), property);

    private static SoakQuestion Make(string kind, byte[] text, VnnLibProperty property) => new(kind, NetworkFile.Parse(text, "soak.json"), text, property);
}
