using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>
/// Trees of random evidence prove together what they prove alone: one after the other for several groups, and below the children of | for several polyhedra. Each has the largest threshold that it proves alone, or for one of them a little more:
/// so whatever a checker took over from the tree before would show.
/// </summary>
public sealed class TreesTogetherTests
{
    [Fact]
    public void Groups() => Check(static (random, inputs) => [.. Enumerable.Range(0, 3).Select(_ => Box.Cube(inputs, new Rational(-random.Next(1, 7), 3), new Rational(random.Next(1, 7), 3)))], below: false);

    [Fact]
    public void Polyhedra() => Check(static (random, inputs) => [.. Enumerable.Repeat(Box.Cube(inputs, -1, new Rational(random.Next(1, 7), 3)), 3)], below: true);

    private static void Check(Func<Random, int, Box[]> boxes, bool below)
    {
        List<(ModelFile Model, byte[] Text)> texts = [];
        Seeded.Check(12, random =>
        {
            ModelFile model = new(SmallGraphs.Next(random, mostNeurons: 8, outputs: 1, generic: true));
            Box[] domains = boxes(random, model.Network.InputDimension);
            (Box Box, int Seed, Rational Accepted, Rational Rejected)[] trees = [.. domains.Select(box =>
            {
                int seed = random.Next();
                (Rational low, Rational high) = model.Threshold(bound => Text(model, [(box, seed, bound)], below), -(1 << 12), 1 << 12, new Rational(1, 1 << 20));
                return (box, seed, low - new Rational(1, 1 << 16), high + new Rational(1, 1 << 16));
            })];
            int lie = random.Next(trees.Length);
            texts.Add((model, Text(model, [.. trees.Select(static tree => (tree.Box, tree.Seed, tree.Accepted))], below)));
            texts.Add((model, Text(model, [.. trees.Select((tree, k) => (tree.Box, tree.Seed, k == lie ? tree.Rejected : tree.Accepted))], below)));
        });
        Assert.Equal(texts.Select(static (_, i) => i % 2 == 0 ? "VALID" : "INVALID"), ModelFile.OfBoth(texts).Select(Verdicts.Kind));
    }

    private static byte[] Text(ModelFile model, (Box Box, int Seed, Rational Bound)[] trees, bool below)
    {
        ImmutableArray<ImmutableArray<PropertyRow>> unsafeSets = [.. trees.Select(static tree => ImmutableArray.Create(new PropertyRow([], [new PropertyTerm(0, 1)], tree.Bound)))];
        PropertyClaim claim = new(model.Sha256, null, model.Network.InputDimension, 1,
            below ? [new PropertyClaimGroup(trees[0].Box, unsafeSets)] : [.. trees.Zip(unsafeSets, static (tree, rows) => new PropertyClaimGroup(tree.Box, [rows]))]);
        using MemoryStream stream = new();
        using PropertyProofWriter writer = new(stream, claim);
        if (below)
        {
            writer.Inherit();
            writer.SplitPolyhedra();
        }

        for (int k = 0; k < trees.Length; k++)
        {
            new RandomTree(model.Network, writer, new Random(trees[k].Seed), polyhedron: below ? k : 0, mostSplits: 3).Write();
        }

        writer.Finish();
        return stream.ToArray();
    }
}
