using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using static PiecewiseLinear.Certificates.Tests.Radii.RadiusProofs;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>
/// Plausible lies about goals, told of y₀ = relu(x), y₁ = 1, y₂ = 2relu(x): label 0 beats label 1 where x ≥ 1, but is never at the top there; label 2 is from x = 1/2 on, where the boundary of label 1 is. Each is rejected by both checkers.
/// </summary>
public sealed class GoalFalseClaimTests
{
    private static readonly ReluNetwork s_network = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(1, 1, [1d]), [0d]), new AffineLayer(new DenseOperator(3, 1, [1d, 0d, 2d]), [0d, 1d, 0d])]);

    private static readonly Rational s_half = new(1, 2);

    /// <summary>Label 0 is never at the top together with label 1, or without: 2z ≤ z and 1 ≤ z contradict each other.</summary>
    private static readonly RadiusClaim s_never = new("", [0], VectorNorm.L1, 1, 0, null, true, null, null, null) { Goal = RadiusGoal.Reach };

    /// <summary>Of x = 2, where label 2 wins, the boundary of label 1 is at x = 1/2.</summary>
    private static readonly RadiusClaim s_boundary = new("", [2], VectorNorm.L1, 1, null, null, false, new Rational(3, 2), new Rational(3, 2), [s_half]) { Goal = RadiusGoal.Boundary };

    private static void Never(ProofTreeWriter w) => Cells(w, 3);

    private static void Cells(ProofTreeWriter w, int row)
    {
        w.Inherit();
        w.Cells();
        w.Phase(0);
        w.Refutation([(2, 1)]);
        w.Refutation([(2, 1), (row, 1)]);
    }

    private static void Boundary(ProofTreeWriter w)
    {
        w.Cells();
        w.Refutation([(4, 1)]);
        w.Refutation([(3, 1)]);
    }

    [Fact]
    public void The_truth_is_accepted()
    {
        using ModelFile model = new(s_network);
        Expect("VALID", model,
            ("label 0 never at the top", Proof(model, s_never, Never)),
            ("label 0 never tied at the top", Proof(model, s_never with { Goal = RadiusGoal.Boundary }, static w => Cells(w, 4))),
            ("the boundary from where label 1 loses", Proof(model, s_boundary, Boundary)),
            ("the boundary against label 2", Proof(model, s_boundary with { Target = 2 }, static w => { w.Cells(); w.Refutation([(3, 1)]); })),
            ("reached from below", Proof(model, s_never with { Target = null, None = false, Lower = s_half, Upper = s_half, Witness = [s_half] }, static w => { w.Close(0, 0); w.Cells(); w.Phase(0); w.Refutation([(2, 1)]); w.Refutation([(2, 1)]); })),
            ("reached where it is already", Proof(model, s_boundary with { Goal = RadiusGoal.Reach, Lower = 0, Upper = 0, Witness = [2] }, static _ => { })));
        using ModelFile single = new(ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 1, [1d]), [0d]), new AffineLayer(new DenseOperator(1, 1, [1d]), [-1d])]));
        RadiusClaim zero = new("", [0], VectorNorm.LInf, 1, null, null, false, 1, 1, [1]) { Goal = RadiusGoal.Boundary };
        Expect("VALID", single,
            ("one output, from below", Proof(single, zero, static w => Zero(w, 3))),
            ("one output, for the other label", Proof(single, zero with { Label = 0 }, static w => Zero(w, 3))),
            ("one output, reached", Proof(single, zero with { Goal = RadiusGoal.Reach, Lower = 0, Upper = 0, Witness = [0] }, static _ => { })));
        Expect("INVALID", single,
            ("one output, the first row alone", Proof(single, zero, static w => Zero(w, 2))),
            ("one output, a witness below 0", Proof(single, zero with { Lower = 0, Upper = s_half, Witness = [s_half] }, static _ => { })),
            ("one output, beaten where it is already", Proof(single, zero with { Goal = RadiusGoal.Beaten }, static w => Zero(w, 2))),
            ("one output, a second row where there is one", Proof(single, zero with { Goal = RadiusGoal.Reach }, static w => Zero(w, 3))));

        static void Zero(ProofTreeWriter w, int row)
        {
            w.Inherit();
            w.Cells();
            w.Phase(0);
            w.Refutation([(row, 1)]);
            w.Refutation([(row, 1)]);
        }
    }

    [Fact]
    public void Lies_are_rejected()
    {
        using ModelFile model = new(s_network);
        Rational ulp = Rational.FromDouble(Math.BitIncrement(1.5));
        RadiusClaim open = s_boundary with { Upper = null, Witness = null };
        Expect("INVALID", model,
            ("never beaten", Proof(model, s_never with { Goal = RadiusGoal.Beaten }, Never)),
            ("never at the top, any label", Proof(model, s_never with { Target = null }, static w => { w.Inherit(); w.Cells(); foreach (int _ in new[] { 0, 1 }) { w.Phase(0); w.Refutation([(2, 1)]); w.Refutation([(2, 1), (3, 1)]); } })),
            ("label 2 never at the top", Proof(model, s_never with { Target = 2 }, Never)),
            ("label 2 never tied at the top", Proof(model, s_never with { Target = 2, Goal = RadiusGoal.Boundary }, static w => Cells(w, 4))),
            ("the rows of the boundary for those of reach", Proof(model, s_never, static w => Cells(w, 4))),
            ("a row of the boundary by its sign", Proof(model, s_never with { Goal = RadiusGoal.Boundary }, static w => { w.Inherit(); w.Cells(); w.Phase(0); w.Refutation([(2, 1)]); w.Refutation([(2, 1), (3, 2)]); })),
            ("the boundary further by an ulp", Proof(model, open with { Lower = ulp }, Boundary)),
            ("beaten as far as the boundary", Proof(model, open with { Goal = RadiusGoal.Beaten }, Boundary)),
            ("reached as far as the boundary", Proof(model, open with { Goal = RadiusGoal.Reach }, Boundary)),
            ("the boundary closed by a row that holds", Proof(model, open with { Lower = 1 }, static w => { w.Close(0, 2); w.Close(1, 0); w.Leaf(); })),
            ("a witness tied below the top", Proof(model, s_boundary with { Lower = 0, Upper = 1, Witness = [1] }, static _ => { })),
            ("a witness at the top, not tied", Proof(model, s_boundary with { Lower = 0, Upper = 1, Witness = [3] }, static _ => { })),
            ("a witness that reaches another label than the target", Proof(model, s_boundary with { Goal = RadiusGoal.Reach, Target = 0, Lower = 0, Upper = 1, Witness = [3] }, static _ => { })),
            ("the point as a witness of the boundary", Proof(model, s_boundary with { Lower = 0, Upper = 0, Witness = [2] }, static _ => { })),
            ("the point as a witness of a target that is not at the top", Proof(model, s_boundary with { Goal = RadiusGoal.Reach, Target = 0, Lower = 0, Upper = 0, Witness = [2] }, static _ => { })));
    }
}
