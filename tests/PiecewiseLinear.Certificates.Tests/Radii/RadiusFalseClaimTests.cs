using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using static PiecewiseLinear.Certificates.Tests.Radii.RadiusProofs;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>
/// Plausible lies about y₀ = relu(x + y), y₁ = 1, y₂ = −1 at the origin, where label 1 wins and D is {x + y ≥ 1}: at distance 1/2 (linf), 1 (l1), √(1/2) (l2). Each is rejected by both checkers.
/// </summary>
public sealed class RadiusFalseClaimTests
{
    private static readonly ReluNetwork s_network = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(1, 2, [1d, 1d]), [0d]), new AffineLayer(new DenseOperator(3, 1, [1d, 0d, 0d]), [0d, 1d, -1d])]);

    private static readonly Rational s_half = new(1, 2);

    private static readonly RadiusClaim s_exact = new("", [0, 0], VectorNorm.LInf, 1, null, null, false, s_half, s_half, [s_half, s_half]);

    /// <summary>Split the neuron: inactive, both other labels lose; active, label 2 loses, and the half-space of label 0 is at the distance.</summary>
    private static void Tree(ProofTreeWriter w)
    {
        w.Inherit();
        w.SplitNeuron(0);
        Inactive(w);
        Active(w);
    }

    private static void Inactive(ProofTreeWriter w)
    {
        w.Inherit();
        w.Close(0, 0);
        w.Close(1, 0);
        w.Leaf();
    }

    private static void Active(ProofTreeWriter w)
    {
        w.Inherit();
        w.Close(1, 0);
        w.Cells();
        w.Refutation([(4, 1)]);
    }

    [Fact]
    public void The_truth_is_accepted_in_several_forms()
    {
        using ModelFile model = new(s_network);
        Rational below = s_half - new Rational(1, 1 << 20);
        Box box = new([-1, new Rational(-1, 3)], [2, 3]);
        Expect("VALID", model,
            ("linf", Proof(model, s_exact, Tree)),
            ("l1", Proof(model, s_exact with { Norm = VectorNorm.L1, Lower = 1, Upper = 1, Witness = [new Rational(1, 3), new Rational(2, 3)] }, Tree)),
            ("l2", Proof(model, s_exact with { Norm = VectorNorm.L2 }, Tree)),
            ("in a box", Proof(model, s_exact with { Box = box }, Tree)),
            ("against a target", Proof(model, s_exact with { Target = 0 }, static w => { w.Inherit(); w.SplitNeuron(0); w.Inherit(); w.Close(0, 0); w.Leaf(); w.Inherit(); w.Cells(); w.Refutation([(4, 1)]); })),
            ("stopped, closed by steps", Proof(model, s_exact with { Lower = below, Upper = null, Witness = null }, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); Inactive(w); })),
            ("stopped with nothing", Proof(model, s_exact with { Lower = 0, Upper = 7, Witness = [7, 0] }, static _ => { })),
            ("sides of the ball's own box are rows", Proof(model, s_exact with { Lower = below, Upper = null, Witness = null }, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); w.Inherit(); w.Close(1, 0); w.Cells(); w.Refutation([(1, 1), (3, 1), (4, 1)]); })),
            ("never label 2", Proof(model, s_exact with { Target = 2, None = true, Lower = null, Upper = null, Witness = null }, static w => { w.Inherit(); w.Cells(); w.Phase(0); w.Refutation([(4, 1)]); w.Refutation([(4, 1)]); })),
            ("never in a box", Proof(model, s_exact with { Box = Box.Cube(2, 0, new Rational(1, 3)), None = true, Lower = null, Upper = null, Witness = null }, static w => { w.Close(0, 0); w.Close(1, 0); w.Leaf(); })),
            ("another decision at the point", Proof(model, s_exact with { Label = 0, Lower = 0, Upper = 0, Witness = [0, 0] }, static _ => { })),
            ("another decision at the point, against a label that loses", Proof(model, s_exact with { Label = 0, Target = 2, Lower = 0, Upper = 0, Witness = [0, 0] }, static _ => { })),
            ("a tie at the point", Proof(model, s_exact with { Point = [1, 0], Lower = 0, Upper = 0, Witness = [1, 0] }, static _ => { })));
    }

    [Fact]
    public void Lies_are_rejected()
    {
        using ModelFile model = new(s_network);
        Rational ulp = Rational.FromDouble(Math.BitIncrement(0.5)), tiny = s_half + new Rational(1, System.Numerics.BigInteger.One << 400);
        RadiusClaim open = s_exact with { Upper = null, Witness = null }, none = open with { None = true, Lower = null };
        Expect("INVALID", model,
            ("larger by an ulp", Proof(model, open with { Lower = ulp }, Tree)),
            ("larger by 2^-400", Proof(model, open with { Lower = tiny }, Tree)),
            ("lower above upper", Proof(model, s_exact with { Lower = ulp }, Tree)),
            ("the l1 distance as linf", Proof(model, open with { Lower = 1 }, Tree)),
            ("the root for l2 instead of the square", Proof(model, open with { Norm = VectorNorm.L2, Lower = Rational.FromDouble(Math.Sqrt(0.5)) }, Tree)),
            ("the square of the l2 distance as l2 distance with a witness", Proof(model, s_exact with { Norm = VectorNorm.L2, Lower = new Rational(1, 4), Upper = new Rational(1, 4) }, Tree)),
            ("the linf distance with the l1 norm and its witness", Proof(model, s_exact with { Norm = VectorNorm.L1 }, Tree)),
            ("a tie on the ball closed by steps", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); Inactive(w); })),
            ("a witness before the boundary", Proof(model, s_exact with { Upper = new Rational(2, 5), Lower = new Rational(2, 5), Witness = [new Rational(2, 5), new Rational(2, 5)] }, Tree)),
            ("a witness at another distance", Proof(model, s_exact with { Witness = [1, 1] }, Tree)),
            ("a witness beyond the tie than claimed", Proof(model, s_exact with { Upper = s_half, Witness = [ulp, ulp] }, Tree)),
            ("a witness outside of the domain", Proof(model, s_exact with { Box = Box.Cube(2, new Rational(-1, 3), new Rational(1, 3)) }, Tree)),
            ("a witness of another length", Proof(model, s_exact with { Witness = [s_half] }, Tree)),
            ("no witness, but an upper end", Proof(model, s_exact with { Witness = null }, Tree)),
            ("an upper end below 0", Proof(model, s_exact with { Lower = -1, Upper = -1, Witness = [0, 0] }, static _ => { })),
            ("none where there is a boundary", Proof(model, none, static w => { w.Inherit(); w.Cells(); foreach (int _ in new[] { 0, 1 }) { w.Phase(0); w.Refutation([(4, 1)]); w.Refutation([(4, 1)]); } })),
            ("none in a box that the boundary touches", Proof(model, none with { Box = Box.Cube(2, 0, s_half) }, static w => { w.Close(0, 0); w.Close(1, 0); w.Leaf(); })),
            ("none by a refutation that does not cancel", Proof(model, none with { Box = Box.Cube(2, 0, new Rational(1, 3)) }, Tree)),
            ("none with a lower end", Proof(model, none with { Lower = s_half }, Tree)),
            ("none with steps on the whole space", Proof(model, none, Tree)),
            ("none on the whole space with a side as a row", Proof(model, none with { Target = 2 }, static w => { w.Inherit(); w.Cells(); w.Phase(0); w.Refutation([(0, 1), (1, 1), (4, 1)]); w.Refutation([(4, 1)]); })),
            ("a label that does not win at the point", Proof(model, open with { Label = 0 }, Tree)),
            ("the distance 0 where the label wins", Proof(model, s_exact with { Lower = 0, Upper = 0, Witness = [0, 0] }, static _ => { })),
            ("a label that is not there", Proof(model, open with { Label = 3 }, Tree)),
            ("a target that is the label", Proof(model, open with { Target = 1 }, Tree)),
            ("another label left out", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); w.Inherit(); w.Close(0, 0); w.Leaf(); w.Inherit(); w.Cells(); w.Refutation([(4, 1)]); })),
            ("the tree of a target for all labels", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); w.Inherit(); w.Close(0, 0); w.Leaf(); w.Inherit(); w.Cells(); w.Refutation([(4, 1)]); w.Refutation([]); })),
            ("children in the wrong order", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); Active(w); Inactive(w); })),
            ("a child missing", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); })),
            ("a child too many", Proof(model, s_exact, static w => { Tree(w); Inactive(w); })),
            ("a neuron split twice", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); w.Inherit(); w.SplitNeuron(0); Inactive(w); Inactive(w); Active(w); })),
            ("a neuron that is not there", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(1); Inactive(w); Active(w); })),
            ("a cell that splits a neuron of the path", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); w.Inherit(); w.Close(1, 0); w.Cells(); w.Phase(0); w.Refutation([(4, 1)]); w.Refutation([(4, 1)]); })),
            ("a multiplier without a phase", Proof(model, s_exact, static w => { w.Inherit(); w.Multiplier(0, 1d); w.SplitNeuron(0); Inactive(w); Active(w); })),
            ("a multiplier below 0", Proof(model, open, static w => { w.Inherit(); w.SplitNeuron(0); w.Inherit(); w.Multiplier(0, -1d); w.Close(0, 0); w.Close(1, 0); w.Leaf(); Active(w); })),
            ("a multiplier with the wrong sign of its phase", Proof(model, open, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); w.Inherit(); w.Multiplier(0, 1d); w.Close(0, 0); w.Close(1, 0); w.Leaf(); })),
            ("a slope above 1 in a lemma", Proof(model, s_exact, static w => { w.Inherit(); w.Lemma([(0, false)], [(0, 1.5)], [new ProofCase(-1)]); w.SplitNeuron(0); Inactive(w); Active(w); })),
            ("no tree", Proof(model, s_exact, static _ => { })),
            ("a tree for nothing", Proof(model, s_exact with { Lower = 0 }, Tree)),
            ("rows of no weight", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); w.Inherit(); w.Close(1, 0); w.Cells(); w.Refutation([]); })),
            ("rows that say nothing", Proof(model, s_exact, static w => { w.Inherit(); w.SplitNeuron(0); Inactive(w); w.Inherit(); w.Close(1, 0); w.Cells(); w.Refutation([(5, 1)]); })),
            ("a point outside of its domain", Proof(model, open with { Box = Box.Cube(2, 1, 2) }, Tree)),
            ("a box of one input", Proof(model, open with { Box = Box.Cube(1, -1, 2) }, Tree)));
    }

    /// <summary>u = relu(x) − relu(x) is 0, which only cases with multipliers show: a lemma in one child says nothing in the other.</summary>
    [Fact]
    public void A_lemma_holds_below_its_node_alone()
    {
        ReluNetwork network = ReluNetwork.FromLayers(
            [new AffineLayer(new DenseOperator(2, 2, [1d, 0d, 1d, 0d]), [0d, 0d]), new AffineLayer(new DenseOperator(1, 2, [1d, -1d]), [0d]), new AffineLayer(new DenseOperator(1, 1, [1d]), [0d])]);
        using ModelFile model = new(network);
        PropertyClaim claim = new(model.Sha256, null, 2, 1, [new PropertyClaimGroup(Box.Cube(2, -1, 1), [[new PropertyRow([], [new PropertyTerm(0, -1)], new Rational(-1, 8))]])]);
        Expect("VALID", model, ("above", Text(static w => { Lemma(w); w.Split(1, 0d); Leaf(w); Leaf(w); })), ("in both", Text(static w => { w.Split(1, 0d); Lemma(w); Leaf(w); Lemma(w); Leaf(w); })));
        Expect("INVALID", model,
            ("in none", Text(static w => { w.Split(1, 0d); Leaf(w); Leaf(w); })),
            ("in the first", Text(static w => { w.Split(1, 0d); Lemma(w); Leaf(w); Leaf(w); })),
            ("in the second", Text(static w => { w.Split(1, 0d); Leaf(w); Lemma(w); Leaf(w); })),
            ("without multipliers", Text(static w => { w.Lemma([(2, true)], [], [new(0), new(1), new(-1), new(-1), new(1), new(-1), new(-1)]); Leaf(w); })));

        static void Lemma(ProofTreeWriter w) => w.Lemma([(2, true)], [], [new(0), new(1), new(-1), new(-1, [], [(1, 1d)]), new(1), new(-1, [], [(1, 1d)]), new(-1)]);

        static void Leaf(ProofTreeWriter w)
        {
            w.Close(0, 0);
            w.Leaf();
        }

        byte[] Text(Action<ProofTreeWriter> tree)
        {
            using MemoryStream stream = new();
            using PropertyProofWriter writer = new(stream, claim);
            writer.Inherit();
            tree(writer);
            writer.Finish();
            return stream.ToArray();
        }
    }
}
