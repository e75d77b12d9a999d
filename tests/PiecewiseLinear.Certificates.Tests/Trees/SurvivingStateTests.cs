using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using static PiecewiseLinear.Certificates.Tests.Radii.RadiusProofs;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>Lies that come true for a checker that carries something over to where it does not hold: from one tree, node, child, polyhedron, step or case to the next. What comes before the lie is right each time, and so it is with the proof completed.</summary>
public sealed class SurvivingStateTests
{
    /// <summary>y = |x| − 1.</summary>
    private static readonly ReluNetwork s_size = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(2, 1, [1d, -1d]), [0d, 0d]), new AffineLayer(new DenseOperator(1, 2, [1d, 1d]), [-1d])]);

    /// <summary>y = relu(relu(x) − relu(x)) = 0, at most 1/2 by cases of the first two neurons with multipliers, at most 0 by a lemma, at most 1 without.</summary>
    private static readonly ReluNetwork s_nothing = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(2, 1, [1d, 1d]), [0d, 0d]), new AffineLayer(new DenseOperator(1, 2, [1d, -1d]), [0d]), new AffineLayer(new DenseOperator(1, 1, [1d]), [0d])]);

    private static readonly PropertyRow s_never = AtMost(-3);

    private static PropertyRow AtMost(Rational bound) => new([], [new PropertyTerm(0, 1)], bound);

    private static PropertyRow AtLeast(Rational bound) => new([], [new PropertyTerm(0, -1)], -bound);

    private static PropertyClaimGroup Group(Rational low, Rational high, params PropertyRow[] rows) => new(new Box([low], [high]), [.. rows.Select(static row => ImmutableArray.Create(row))]);

    private static byte[] Text(ModelFile model, PropertyClaimGroup[] groups, Action<ProofTreeWriter> trees)
    {
        using MemoryStream stream = new();
        using PropertyProofWriter writer = new(stream, new PropertyClaim(model.Sha256, null, 1, 1, [.. groups]));
        trees(writer);
        writer.Finish();
        return stream.ToArray();
    }

    private static void Closed(ProofTreeWriter w, params int[] polyhedra)
    {
        foreach (int polyhedron in polyhedra)
        {
            w.Close(polyhedron, 0);
        }

        w.Leaf();
    }

    [Fact]
    public void From_tree_to_tree()
    {
        using ModelFile model = new(s_size);
        Rational half = new(1, 2);
        PropertyClaimGroup positive = Group(half, 1, AtMost(-1)), other = Group(-2, half, AtLeast(half)), second = new(new Box([-1], [2]), [[new PropertyRow([new PropertyTerm(0, 1)], [], -half)]]);
        Expect("VALID", model,
            ("the first alone", Text(model, [positive], static w => Closed(w, 0))),
            ("one after the other", Text(model, [positive, Group(-2, half, AtLeast(2))], static w => { Closed(w, 0); Closed(w, 0); })));
        Expect("INVALID", model,
            ("signs of the first box", Text(model, [positive, other], static w => { Closed(w, 0); Closed(w, 0); })),
            ("signs of the first box, inherited", Text(model, [positive, other], static w => { Closed(w, 0); w.Inherit(); Closed(w, 0); })),
            ("signs of the first box in cells", Text(model, [positive, other], static w => { Closed(w, 0); w.Inherit(); w.Cells(); w.Refutation([(1, 1), (2, 1)]); })),
            ("phases of the first path as sides of a cell", Text(model, [Group(-1, 2, s_never), second], static w => { w.SplitNeuron(0); Closed(w, 0); Closed(w, 0); w.Cells(); w.Refutation([(2, 1), (3, 1)]); })),
            ("phases of the first path as multipliers", Text(model, [Group(-1, 2, s_never), Group(-1, 2, s_never)], static w => { w.SplitNeuron(0); Closed(w, 0); Closed(w, 0); w.Multiplier(0, 1d); Closed(w, 0); })),
            ("the tree of the second missing", Text(model, [positive, positive], static w => Closed(w, 0))));
    }

    [Fact]
    public void From_child_to_child()
    {
        using ModelFile size = new(s_size);
        PropertyClaimGroup[] twice = [Group(-1, 2, s_never, new PropertyRow([new PropertyTerm(0, 1)], [], new Rational(-1, 2)))], tall = [Group(-1, 2, s_never, AtLeast(new Rational(1, 2)))];
        Expect("INVALID", size,
            ("a phase from one polyhedron's child to the next, in cells", Text(size, twice, static w => { w.SplitPolyhedra(); w.SplitNeuron(0); Closed(w, 0); Closed(w, 0); w.Cells(); w.Refutation([(2, 1), (3, 1)]); })),
            ("a phase from one polyhedron's child to the next, as a multiplier", Text(size, tall, static w => { w.SplitPolyhedra(); w.SplitNeuron(0); Closed(w, 0); Closed(w, 0); w.Multiplier(1, 1d); Closed(w, 1); })),
            ("a half of the box from one polyhedron's child to the next", Text(size, tall, static w => { w.SplitPolyhedra(); w.Split(0, 1d); Closed(w, 0); Closed(w, 0); Closed(w, 1); })),
            ("a cut of one polyhedron for the other in one child", Text(size, tall, static w => { w.Cut(0, 0, 0, true, 1d); w.Again(); Closed(w, 0, 1); })),
            ("a cut of one polyhedron for the other in the children", Text(size, tall, static w => { w.Cut(0, 0, 0, true, 1d); w.SplitPolyhedra(); Closed(w, 0); Closed(w, 1); })),
            ("a cut of one polyhedron for the other in cells", Text(size, tall, static w => { w.Cut(0, 0, 0, true, 1d); w.Close(0, 0); w.Cells(); w.Phase(0); w.Refutation([]); })),
            ("a cut of one polyhedron for the other's step", Text(size, tall, static w => { w.Cut(0, 0, 0, true, 1d); Closed(w, 1, 0); })));
        using ModelFile nothing = new(s_nothing);
        foreach (PropertyClaimGroup[] both in new[] { new[] { Group(-1, 1, AtLeast(new Rational(1, 8)), AtLeast(new Rational(1, 8))) }, [Group(-1, 1, AtLeast(Tiny), AtLeast(Tiny))] })
        {
            Expect("VALID", nothing, ("a lemma in each", Text(nothing, both, static w => { w.SplitPolyhedra(); Lemma(w); Closed(w, 0); Lemma(w); Closed(w, 1); })));
            Expect("INVALID", nothing,
                ("a lemma in the first", Text(nothing, both, static w => { w.SplitPolyhedra(); Lemma(w); Closed(w, 0); Closed(w, 1); })),
                ("a lemma in the first, inherited in the second", Text(nothing, both, static w => { w.SplitPolyhedra(); Lemma(w); Closed(w, 0); w.Inherit(); Closed(w, 1); })),
                ("a lemma in the second", Text(nothing, both, static w => { w.SplitPolyhedra(); Closed(w, 0); Lemma(w); Closed(w, 1); })));
        }
    }

    [Fact]
    public void From_step_to_step()
    {
        using ModelFile model = new(s_nothing);
        foreach (Rational bound in new[] { new Rational(3, 4), new Rational(1, 2) + Tiny })
        {
            PropertyClaimGroup[] both = [Group(-1, 1, AtLeast(bound), AtLeast(bound))], one = [Group(-1, 1, AtLeast(bound))];
            Expect("VALID", model,
                ("each by cases", Text(model, both, static w => { w.CloseByCases(0, 0, Cases()); w.CloseByCases(1, 0, Cases()); w.Leaf(); })),
                ("by splits", Text(model, one, static w => Splits(w, Multiplied))));
            Expect("INVALID", model,
                ("the cases of one step for the next", Text(model, both, static w => { w.CloseByCases(0, 0, Cases()); Closed(w, 1); })),
                ("the cases of one step for the one before", Text(model, both, static w => { w.Close(1, 0); w.CloseByCases(0, 0, Cases()); w.Leaf(); })),
                ("the cases of a lemma for a step", Text(model, one, static w => { w.Lemma([(0, false)], [], Cases()); Closed(w, 0); })),
                ("a multiplier of a case in the next", Text(model, one, static w => { w.CloseByCases(0, 0, [new(0), new(1), new(-1), new(-1, [], [(1, 0.5)]), new(1), new(-1), new(-1)]); w.Leaf(); })),
                ("a multiplier of a neuron of the case before", Text(model, one, static w => { w.CloseByCases(0, 0, [new(0), new(1), new(-1), new(-1, [], [(1, 0.5)]), new(-1, [], [(1, 0.5)])]); w.Leaf(); })),
                ("the multipliers of a node in its cases", Text(model, one, static w => Splits(w, static w => { w.Multiplier(1, 0.5); w.CloseByCases(0, 0, [new(-1)]); w.Leaf(); }))),
                ("the multipliers of a node in its child", Text(model, one, static w => Splits(w, static w => { w.Multiplier(1, 0.5); w.Again(); w.Inherit(); Closed(w, 0); }))),
                ("the multipliers of a sibling", Text(model, one, static w => { w.SplitNeuron(0); w.SplitNeuron(1); Closed(w, 0); Multiplied(w); w.SplitNeuron(1); Closed(w, 0); Closed(w, 0); })));
        }

        static void Multiplied(ProofTreeWriter w)
        {
            w.Multiplier(1, 0.5);
            Closed(w, 0);
        }

        static void Splits(ProofTreeWriter w, Action<ProofTreeWriter> mixed)
        {
            w.SplitNeuron(0);
            w.SplitNeuron(1);
            Closed(w, 0);
            mixed(w);
            w.SplitNeuron(1);
            mixed(w);
            Closed(w, 0);
        }
    }

    /// <summary>Doubles cannot tell it from 0: these proofs go over to integers, where the path is followed once more.</summary>
    private static Rational Tiny { get; } = new(1, System.Numerics.BigInteger.One << 70);

    private static ProofCase[] Cases() => [new(0), new(1), new(-1), new(-1, [], [(1, 0.5)]), new(1), new(-1, [], [(1, 0.5)]), new(-1)];

    private static void Lemma(ProofTreeWriter w) => w.Lemma([(2, true)], [], [new(0), new(1), new(-1), new(-1, [], [(1, 1d)]), new(1), new(-1, [], [(1, 1d)]), new(-1)]);
}
