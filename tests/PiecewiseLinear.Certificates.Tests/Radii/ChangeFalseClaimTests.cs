using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using static PiecewiseLinear.Certificates.Tests.Radii.RadiusProofs;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>
/// Plausible lies about changes, told of y₀ = relu(x + y), y₁ = 1, y₂ = −1 at the origin, where D is {x + y ≥ 1}: in the box [0, 3/4]² one change does not reach it, two do; in [−1, 2]² one does, at distance 1.
/// </summary>
public sealed class ChangeFalseClaimTests
{
    private static readonly ReluNetwork s_network = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(1, 2, [1d, 1d]), [0d]), new AffineLayer(new DenseOperator(3, 1, [1d, 0d, 0d]), [0d, 1d, -1d])]);

    private static readonly Rational s_half = new(1, 2);

    private static readonly RadiusClaim s_fewest = new("", [0, 0], VectorNorm.L1, 1, null, Box.Cube(2, 0, new Rational(3, 4)), true, null, null, [s_half, s_half]) { Changes = 1 };

    private static readonly RadiusClaim s_distance = new("", [0, 0], VectorNorm.LInf, 1, null, Box.Cube(2, -1, 2), false, 1, 1, [1, 0]) { Changes = 1 };

    private static void Closed(ProofTreeWriter w)
    {
        w.Close(0, 0);
        w.Close(1, 0);
        w.Leaf();
    }

    private static void Distance(ProofTreeWriter w) => Distance(w, Kept, Free);

    private static void Distance(ProofTreeWriter w, Action<ProofTreeWriter> kept, Action<ProofTreeWriter> free)
    {
        w.Inherit();
        w.SplitNeuron(0);
        w.Inherit();
        Closed(w);
        w.Inherit();
        w.Close(1, 0);
        w.SplitChange(0);
        kept(w);
        free(w);
    }

    private static void Kept(ProofTreeWriter w) => Cells(w, 1);

    private static void Free(ProofTreeWriter w) => Cells(w, 3);

    private static void Cells(ProofTreeWriter w, int side)
    {
        w.Inherit();
        w.Cells();
        w.Refutation([(side, 1), (4, 1)]);
    }

    [Fact]
    public void The_truth_is_accepted()
    {
        using ModelFile model = new(s_network);
        Rational below = 1 - new Rational(1, 1 << 20);
        Expect("VALID", model,
            ("fewest changes", Proof(model, s_fewest, Closed)),
            ("no witness", Proof(model, s_fewest with { Witness = null }, Closed)),
            ("no change reaches nothing", Proof(model, s_fewest with { Changes = 0, Witness = null }, Closed)),
            ("more changes than inputs are no limit", Proof(model, s_fewest with { Changes = 7, Box = Box.Cube(2, 0, new Rational(1, 3)), Witness = null }, Closed)),
            ("by what may change", Proof(model, s_fewest, static w => { w.SplitChange(1); Closed(w); w.SplitNeuron(0); Closed(w); Closed(w); })),
            ("the distance", Proof(model, s_distance, Distance)),
            ("in norm 1", Proof(model, s_distance with { Norm = VectorNorm.L1 }, Distance)),
            ("in norm 2", Proof(model, s_distance with { Norm = VectorNorm.L2 }, Distance)),
            ("a bit less, closed by steps", Proof(model, s_distance with { Lower = below, Upper = null, Witness = null }, static w => { w.Inherit(); w.SplitNeuron(0); Closed(w); Closed(w); })),
            ("kept where the box does not hold the point: its ends contradict each other", Proof(model, s_distance with { Upper = 2, Lower = below, Witness = [2, 0] }, static w =>
            {
                w.Split(0, s_half.ToDoubleApproximate());
                w.SplitNeuron(0);
                Closed(w);
                Closed(w);
                w.SplitChange(0);
                w.Cells();
                w.Refutation([(0, 1), (1, 1)]);
                w.Refutation([(0, 1), (1, 1)]);
                Closed(w);
            })));
    }

    [Fact]
    public void Lies_are_rejected()
    {
        using ModelFile model = new(s_network);
        Rational ulp = Rational.FromDouble(Math.BitIncrement(1d));
        RadiusClaim open = s_distance with { Upper = null, Witness = null };
        Expect("INVALID", model,
            ("one change too many", Proof(model, s_fewest with { Changes = 2, Witness = null }, Closed)),
            ("no limit", Proof(model, s_fewest with { Changes = null, Witness = null }, Closed)),
            ("a limit without a box", Proof(model, s_fewest with { Box = null, Witness = null }, static w => { w.Inherit(); w.Cells(); })),
            ("a larger box", Proof(model, s_fewest with { Box = Box.Cube(2, 0, 1) }, Closed)),
            ("a witness with too few changes", Proof(model, s_fewest with { Witness = [new Rational(3, 4), 0] }, Closed)),
            ("a witness with too many changes", Proof(model, s_fewest with { Changes = 0 }, Closed)),
            ("the point as a witness", Proof(model, s_fewest with { Witness = [0, 0] }, Closed)),
            ("a witness before the boundary", Proof(model, s_fewest with { Witness = [s_half, new Rational(1, 3)] }, Closed)),
            ("a witness outside of the box", Proof(model, s_fewest with { Witness = [1, 1] }, Closed)),
            ("a witness and an upper end", Proof(model, s_fewest with { Upper = 1 }, Closed)),
            ("an upper end and no witness", Proof(model, s_fewest with { Upper = 1, Witness = null }, Closed)),
            ("a witness without a limit", Proof(model, s_fewest with { Changes = null, Box = Box.Cube(2, 0, new Rational(1, 3)), Witness = [new Rational(1, 3), new Rational(1, 3)] }, Closed)),
            ("larger by an ulp", Proof(model, open with { Lower = ulp }, Distance)),
            ("a tie closed by steps", Proof(model, s_distance, static w => { w.Inherit(); w.SplitNeuron(0); Closed(w); Closed(w); })),
            ("two changes as far as one", Proof(model, open with { Changes = 2 }, Distance)),
            ("a witness at the distance with a change too many", Proof(model, s_distance with { Lower = 0, Witness = [1, 1] }, static _ => { })),
            ("kept and free swapped", Proof(model, s_distance, static w => Distance(w, Free, Kept))),
            ("the free child missing", Proof(model, s_distance, static w => Distance(w, Kept, static _ => { }))),
            ("the kept child missing", Proof(model, s_distance, static w => Distance(w, static _ => { }, Free))),
            ("a child too many", Proof(model, s_distance, static w => { Distance(w); Free(w); })),
            ("sides of an input that is free", Proof(model, s_distance, static w => Distance(w, Kept, Kept))),
            ("sides of an input that is undecided", Proof(model, s_distance, static w => Distance(w, Free, Free))),
            ("both kept, of neither", Proof(model, s_distance, static w => { w.Inherit(); w.SplitNeuron(0); w.Inherit(); Closed(w); w.Inherit(); w.Close(1, 0); w.Cells(); w.Refutation([(1, 1), (3, 1), (4, 1)]); })),
            ("decided twice, free", Proof(model, s_distance, static w => Distance(w, Kept, static w => { w.Inherit(); w.SplitChange(0); Kept(w); Free(w); }))),
            ("decided twice, kept", Proof(model, s_distance, static w => Distance(w, static w => { w.Inherit(); w.SplitChange(0); Kept(w); Free(w); }, Free))),
            ("decided where nothing is left", Proof(model, s_distance, static w => Distance(w, Kept, static w => { w.Inherit(); w.SplitChange(1); Free(w); Free(w); }))),
            ("decided where nothing was to begin with", Proof(model, s_fewest with { Changes = 0, Witness = null }, static w => { w.SplitChange(0); Closed(w); Closed(w); })),
            ("decided without a limit", Proof(model, open with { Changes = null, Lower = s_half }, static w => { w.Inherit(); w.SplitNeuron(0); Closed(w); w.SplitChange(0); Closed(w); Closed(w); })),
            ("an input that is not there", Proof(model, s_fewest, static w => { w.SplitChange(2); Closed(w); Closed(w); })));
    }
}
