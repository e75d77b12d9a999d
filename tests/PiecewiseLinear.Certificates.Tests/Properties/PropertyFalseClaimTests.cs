using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>Plausible lies about y = relu(x) + relu(−x) − 1 = |x| − 1 on [−1, 2], which is at least −1 everywhere and 1 at x = 2; each is rejected by both checkers.</summary>
public sealed class PropertyFalseClaimTests
{
    private static readonly ReluNetwork s_network = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(2, 1, [1d, -1d]), [0d, 0d]), new AffineLayer(new DenseOperator(1, 2, [1d, 1d]), [-1d])]);

    private static PropertyRow AtMost(Rational bound) => new([], [new PropertyTerm(0, 1)], bound);

    private static PropertyRow AtLeast(Rational bound) => new([], [new PropertyTerm(0, -1)], -bound);

    private static readonly Box s_box = new([-1], [2]);

    [Fact]
    public void A_true_claim_is_accepted_in_several_forms()
    {
        Expect("VALID", "one step", Proof([AtMost(-3)], static w => { w.Close(0, 0); w.Leaf(); }));
        Expect("VALID", "a split", Proof([AtMost(-3)], static w => { w.Split(0, 0d); w.Close(0, 0); w.Leaf(); w.Close(0, 0); w.Leaf(); }));
        Expect("VALID", "cases", Proof([AtLeast(3)], static w => { w.CloseByCases(0, 0, [new(0), new(1), new(-1), new(-1), new(-1, [(1, 0.5)])]); w.Leaf(); }));
        Expect("VALID", "slopes", Proof([AtMost(-3)], static w => { w.Slope(0, 0.5); w.Slope(1, 0.25); w.Close(0, 0); w.Leaf(); }));
        Expect("VALID", "cells", Proof([AtMost(new Rational(-17, 16))], static w =>
        {
            w.Cells();
            w.Phase(0);
            w.Phase(1);
            w.Refutation([(2, 1)]);
            w.Refutation([(2, 1), (3, 1)]);
            w.Phase(1);
            w.Refutation([(2, 1), (3, 1)]);
            w.Refutation([(2, 1)]);
        }));
    }

    [Fact]
    public void Lies_are_rejected()
    {
        Rational reached = 0;
        (string Name, byte[] Text)[] lies =
        [
            ("a property that does not hold, closed at once", Proof([AtMost(reached)], static w => { w.Close(0, 0); w.Leaf(); })),
            ("a tie: the bound is reached exactly", Proof([AtMost(-1)], static w => { w.Split(0, 0d); w.Close(0, 0); w.Leaf(); w.Close(0, 0); w.Leaf(); })),
            ("a missing child", Proof([AtMost(-3)], static w => { w.Split(0, 0d); w.Close(0, 0); w.Leaf(); })),
            ("a polyhedron skipped", Proof([AtMost(-3), AtMost(reached)], static w => { w.Close(0, 0); w.Leaf(); })),
            ("a polyhedron closed twice instead of the other", Proof([AtMost(-3), AtMost(reached)], static w => { w.Close(0, 0); w.Close(0, 0); w.Leaf(); })),
            ("a row that is not there", Proof([AtMost(-3)], static w => { w.Close(0, 1); w.Leaf(); })),
            ("a polyhedron that is not there", Proof([AtMost(-3)], static w => { w.Close(1, 0); w.Leaf(); })),
            ("a leaf with nothing proved", Proof([AtMost(reached)], static w => w.Leaf())),
            ("a slope above 1", Proof([AtMost(-3)], static w => { w.Slope(0, 1.5); w.Close(0, 0); w.Leaf(); })),
            ("a slope below 0", Proof([AtMost(-3)], static w => { w.Slope(0, -0.5); w.Close(0, 0); w.Leaf(); })),
            ("a slope that is not there", Proof([AtMost(-3)], static w => { w.Slope(2, 0.5); w.Close(0, 0); w.Leaf(); })),
            ("slopes out of order", Proof([AtMost(-3)], static w => { w.Slope(1, 0.5); w.Slope(0, 0.5); w.Close(0, 0); w.Leaf(); })),
            ("a cut that is not proved", Proof([AtLeast(reached)], static w => { w.Cut(0, 0, 0, true, 0d); w.Close(0, 0); w.Leaf(); })),
            ("a cut on the wrong side", Proof([AtLeast(new Rational(3, 4))], static w => { w.Cut(0, 0, 0, false, 1.5); w.Cut(0, 0, 0, true, 1.75); w.Leaf(); })),
            ("a cut beyond the box", Proof([AtMost(-3)], static w => { w.Cut(0, 0, 0, true, 3d); w.Close(0, 0); w.Leaf(); })),
            ("a cut of all", Proof([AtMost(-3)], static w => { w.Cut(0, 0, 0, true, -1d); w.Close(0, 0); w.Leaf(); })),
            ("a cut of an input that is not there", Proof([AtMost(-3)], static w => { w.Cut(0, 0, 1, true, 0d); w.Close(0, 0); w.Leaf(); })),
            ("a split outside of the box", Proof([AtMost(reached)], static w => { w.Split(0, 5d); w.Close(0, 0); w.Leaf(); w.Close(0, 0); w.Leaf(); })),
            ("a split at the end of the box", Proof([AtMost(-3)], static w => { w.Split(0, 2d); w.Close(0, 0); w.Leaf(); w.Close(0, 0); w.Leaf(); })),
            ("a split of an input that is not there", Proof([AtMost(-3)], static w => { w.Split(1, 0d); w.Close(0, 0); w.Leaf(); w.Close(0, 0); w.Leaf(); })),
            ("more nodes than the tree has", Proof([AtMost(-3)], static w => { w.Close(0, 0); w.Leaf(); w.Close(0, 0); w.Leaf(); })),
            ("going on with nothing open", Proof([AtMost(-3)], static w => { w.Close(0, 0); w.Again(); w.Leaf(); })),
            ("one case only", Proof([AtLeast(new Rational(1, 2))], static w => { w.CloseByCases(0, 0, [new(0), new(-1)]); w.Leaf(); })),
            ("cases of which one is false", Proof([AtMost(reached)], static w => { w.CloseByCases(0, 0, [new(0), new(-1), new(-1)]); w.Leaf(); })),
            ("a case within itself", Proof([AtMost(-3)], static w => { w.CloseByCases(0, 0, [new(0), new(0), new(-1), new(-1), new(-1)]); w.Leaf(); })),
            ("a case's slope above 1", Proof([AtMost(-3)], static w => { w.CloseByCases(0, 0, [new(-1, [(0, 1.25)])]); w.Leaf(); })),
            ("cells of an unreachable set refuted by nothing", Proof([AtMost(-3)], static w => { w.Cells(); w.Refutation([]); })),
            ("cells without the phases that the row needs", Proof([AtMost(-3)], static w => { w.Cells(); w.Refutation([(2, 1)]); })),
            ("cells with a side missing", Proof([AtMost(reached)], static w => { w.Cells(); w.Phase(0); w.Refutation([(2, 1)]); })),
            ("cells with a multiplier below 0", Proof([AtMost(reached)], static w => { w.Cells(); w.Refutation([(0, -1), (1, -1)]); })),
            ("cells that split a neuron twice", Proof([AtMost(-3)], static w => { w.Cells(); w.Phase(0); w.Phase(0); w.Refutation([(2, 1)]); })),
            ("cells whose box is empty by their own bounds", Proof([AtMost(reached)], static w => { w.Cells(); w.Refutation([(0, 1), (1, 1)]); })),
            ("no node at all", Proof([AtMost(-3)], static _ => { })),
            ("a phase of the tree before", Proof([[AtMost(-3)], [new PropertyRow([new PropertyTerm(0, 1)], [], new Rational(-1, 2))]], static w =>
            {
                w.SplitNeuron(0);
                w.Close(0, 0);
                w.Leaf();
                w.Close(0, 0);
                w.Leaf();
                w.Cells();
                w.Refutation([(2, 1), (3, 1)]);
            })),
        ];
        using PropertyInstance instance = new(s_network, Property([AtMost(-3)]));
        IReadOnlyList<string> verdicts = instance.Model.OfBoth(lies.Select(lie => (lie.Name, Rebind(lie.Text, instance))).ToArray());
        for (int i = 0; i < lies.Length; i++)
        {
            Assert.True(verdicts[i].StartsWith("INVALID ", StringComparison.Ordinal), $"{lies[i].Name}: {verdicts[i]}");
        }
    }

    [Fact]
    public void False_witnesses_are_rejected()
    {
        using PropertyInstance instance = new(s_network, Property([AtLeast(1)]));
        string[] body = Mutations.CertificateText.BodyOf(instance.Text);
        Assert.StartsWith("VALID ", instance.Model.OfBoth([("as written", instance.Text)])[0], StringComparison.Ordinal);
        Assert.Equal("{\"witness\":[\"2\"],\"output\":[\"1\"],\"group\":\"0\",\"unsafe\":\"0\"}", body[^1]);
        string[] lies =
        [
            "{\"witness\":[\"3\"],\"output\":[\"2\"],\"group\":\"0\",\"unsafe\":\"0\"}",
            "{\"witness\":[\"1\"],\"output\":[\"0\"],\"group\":\"0\",\"unsafe\":\"0\"}",
            "{\"witness\":[\"1\"],\"output\":[\"1\"],\"group\":\"0\",\"unsafe\":\"0\"}",
            "{\"witness\":[\"2\"],\"output\":[\"1\"],\"group\":\"1\",\"unsafe\":\"0\"}",
            "{\"witness\":[\"2\"],\"output\":[\"1\"],\"group\":\"0\",\"unsafe\":\"1\"}",
            "{\"witness\":[\"2\",\"2\"],\"output\":[\"1\"],\"group\":\"0\",\"unsafe\":\"0\"}",
            "{\"witness\":[],\"output\":[\"1\"],\"group\":\"0\",\"unsafe\":\"0\"}",
            "{\"witness\":[\"1p-1\"],\"output\":[\"-1p-1\"],\"group\":\"0\",\"unsafe\":\"0\"}",
        ];
        IReadOnlyList<string> verdicts = instance.Model.OfBoth([.. lies.Select(lie => (lie, Mutations.CertificateText.Seal([.. body[..^1], lie])))]);
        Assert.All(verdicts, static verdict => Assert.StartsWith("INVALID ", verdict, StringComparison.Ordinal));
    }

    private static VnnLibProperty Property(PropertyRow[] unsafeRows) => new(1, 1, [.. unsafeRows.Select(static row => new VnnLibCase(s_box, [row]))]);

    private static byte[] Proof(PropertyRow[] unsafeRows, Action<PropertyProofWriter> tree) => Proof([unsafeRows], tree);

    /// <summary>A certificate of several groups on the same box, each with its trees.</summary>
    private static byte[] Proof(PropertyRow[][] groups, Action<PropertyProofWriter> trees)
    {
        using MemoryStream stream = new();
        using PropertyProofWriter writer = new(stream, new PropertyClaim(
            new string('0', 64), null, 1, 1, [.. groups.Select(static rows => new PropertyClaimGroup(s_box, [.. rows.Select(static row => ImmutableArray.Create(row))]))]));
        trees(writer);
        writer.Finish();
        return stream.ToArray();
    }

    private static byte[] Rebind(byte[] text, PropertyInstance instance)
        => Mutations.CertificateText.Seal([.. Mutations.CertificateText.BodyOf(text).Select(line => line.Replace(new string('0', 64), instance.Sha256, StringComparison.Ordinal))]);

    private static void Expect(string kind, string name, byte[] text)
    {
        using PropertyInstance instance = new(s_network, Property([AtMost(-3)]));
        Assert.StartsWith(kind + " ", instance.Model.OfBoth([(name, Rebind(text, instance))])[0], StringComparison.Ordinal);
    }
}
