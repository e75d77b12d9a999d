using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>Trees with all that the grammar has, on small random graphs, half of them no chains: both checkers accept them.</summary>
public sealed class TreeCertificateTests
{
    [Fact]
    public void Both_checkers_accept_honest_trees()
    {
        List<(string Model, byte[] Text)> proved = [];
        List<ModelFile> models = [];
        Seeded.Check(120, random =>
        {
            if (TreeInstance.Random(random) is not { } instance)
            {
                return;
            }

            models.Add(instance.Model);
            proved.Add((instance.Model.Path, instance.Text));
            string verdict = instance.Model.Ours(instance.Text);
            Assert.True(verdict.StartsWith("VALID ", StringComparison.Ordinal), $"{verdict}\n{System.Text.Encoding.ASCII.GetString(instance.Text)}");
        });
        IReadOnlyList<string> verdicts = PythonChecker.Check(proved);
        for (int i = 0; i < verdicts.Count; i++)
        {
            Assert.True(verdicts[i].StartsWith("VALID ", StringComparison.Ordinal), $"{verdicts[i]}\n{System.Text.Encoding.ASCII.GetString(proved[i].Text)}");
        }

        Assert.True(proved.Count > 60, $"only {proved.Count} properties hold");
        Assert.True(models.Count(static model => model.Network.Nodes.OfType<AffineNode>().Any(static node => node.Terms.Length > 1)) > 10, "too few graphs that are no chains");
        models.ForEach(static model => model.Dispose());
    }
}

/// <summary>A small network, a property that holds, and a tree that proves it.</summary>
internal sealed record TreeInstance(ModelFile Model, PropertyClaim Claim, byte[] Text)
{
    /// <summary>An instance whose property holds, or null.</summary>
    public static TreeInstance? Random(Random random)
    {
        ModelFile model = new(SmallGraphs.Next(random, mostNeurons: 5, outputs: random.Next(1, 3)));
        ReluNetwork network = model.Network;
        ImmutableArray<Rational> lower = [.. Enumerable.Range(0, network.InputDimension).Select(_ => (Rational)random.Next(-2, 1))];
        Box box = new(lower, [.. lower.Select(x => x + (random.Next(8) == 0 ? 0 : new Rational(random.Next(1, 7), 3)))]);
        ImmutableArray<ImmutableArray<PropertyRow>> polyhedra = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Polyhedron(random, network, box))];
        PropertyClaim claim = new(model.Sha256, null, network.InputDimension, network.OutputDimension, [new PropertyClaimGroup(box, polyhedra)]);
        using MemoryStream stream = new();
        using PropertyProofWriter writer = new(stream, claim);
        if (!new TreeProver(network, polyhedra, box, null, writer, random).Prove(box))
        {
            model.Dispose();
            return null;
        }

        writer.Finish();
        return new TreeInstance(model, claim, stream.ToArray());
    }

    /// <summary>One row, or two, that some point of the box misses by little or by much.</summary>
    private static ImmutableArray<PropertyRow> Polyhedron(Random random, ReluNetwork network, Box box)
        => [.. Enumerable.Range(0, random.Next(3) == 0 ? 2 : 1).Select(_ =>
        {
            Rational[] point = [.. box.Lower.Zip(box.Upper, (a, b) => a + ((b - a) * new Rational(random.Next(0, 5), 4)))];
            ImmutableArray<Rational> value = ExactEvaluator.Evaluate(network, point);
            ImmutableArray<PropertyTerm> terms = [.. value.Select((_, k) => new PropertyTerm(k, random.Next(2) == 0 ? 1 : new Rational(-2, 3)))];
            Rational bound = terms.Aggregate(Rational.Zero, (sum, term) => sum + (term.Coefficient * value[term.Index]));
            return new PropertyRow([], terms, bound - (random.Next(3) switch { 0 => Rational.FromDouble(Math.ScaleB(1, -70)), 1 => 1, _ => 4 }));
        })];
}
