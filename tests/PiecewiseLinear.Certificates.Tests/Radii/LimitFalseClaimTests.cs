using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using static PiecewiseLinear.Certificates.Tests.Radii.RadiusProofs;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>Lies about linear functions, where nothing but the budget of changes, the ball and the point decides: ties of the best changes, changes counted twice, points between doubles, radii beyond doubles, the boundary at the point.</summary>
public sealed class LimitFalseClaimTests
{
    private static readonly Rational s_tiny = new(1, BigInteger.One << 2001);

    private static ModelFile Linear(double bias, params double[] c) => new(ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, c.Length, [.. c]), [bias])]));

    /// <summary>No input in a cube makes f ≤ 0, from a point with equal numbers.</summary>
    private static RadiusClaim None(int inputs, Rational at, Rational low, Rational high, int? changes)
        => new("", [.. Enumerable.Repeat(at, inputs)], VectorNorm.L1, 1, null, Box.Cube(inputs, low, high), true, null, null, null) { Changes = changes, Goal = RadiusGoal.Reach };

    private static void Closed(ProofTreeWriter w)
    {
        w.Close(0, 0);
        w.Leaf();
    }

    private static void Refuted(ProofTreeWriter w, params (int Row, Rational Weight)[] rows)
    {
        w.Inherit();
        w.Cells();
        w.Refutation([.. rows]);
    }

    [Fact]
    public void Changes_are_counted_once()
    {
        // Two changes of three reach 0 exactly.
        using ModelFile three = Linear(2d, -1d, -1d, -1d), above = Linear(2d + Math.ScaleB(1d, -51), -1d, -1d, -1d), two = Linear(2d, -1d, -1d);
        RadiusClaim tie = None(3, 0, 0, 1, 2), pair = None(2, 0, 0, 1, 2);
        Expect("VALID", above, ("just above", Proof(above, tie, Closed)), ("one decided", Proof(above, tie, static w => { w.SplitChange(0); Closed(w); Closed(w); })));
        Expect("INVALID", three,
            ("a tie of the best changes", Proof(three, tie, Closed)),
            ("a tie, one decided", Proof(three, tie, static w => { w.SplitChange(0); Closed(w); Closed(w); })),
            ("a tie, one split", Proof(three, tie, static w => { w.Split(0, 0.5); Closed(w); Closed(w); })));
        Expect("VALID", two, ("one change", Proof(two, pair with { Changes = 1 }, static w => { w.Split(0, 0.5); Closed(w); Closed(w); })));
        Expect("INVALID", two,
            ("freed, and changed", Proof(two, pair, static w => { w.SplitChange(0); Closed(w); w.Split(0, 0.5); Closed(w); Closed(w); })),
            ("changed, and freed", Proof(two, pair, static w => { w.Split(0, 0.5); Closed(w); w.SplitChange(0); Closed(w); Closed(w); })),
            ("changed, the other freed", Proof(two, pair, static w => { w.Split(0, 0.5); Closed(w); w.SplitChange(1); Closed(w); Closed(w); })),
            ("changed, with one left", Proof(two, pair, static w => { w.Split(0, 0.5); Closed(w); Closed(w); })),
            ("a cut that goes by one change", Proof(two, pair, static w => { w.Cut(0, 0, 0, true, 0.5); Closed(w); })),
            ("kept in the child that is free", Proof(two, pair, static w => { w.SplitChange(0); Closed(w); w.Inherit(); Closed(w); })),
            ("sides of what was kept in the other child", Proof(two, pair, static w => { w.SplitChange(0); Refuted(w, (1, 1), (3, 1), (4, 1)); Refuted(w, (1, 1), (3, 1), (4, 1)); })));
    }

    [Fact]
    public void A_point_between_doubles_is_where_it_is()
    {
        Rational third = new(1, 3);
        double down = third.RoundDown(), up = third.RoundUp();
        using ModelFile zero = Linear(-1d, 3d), above = Linear(Math.ScaleB(1d, -50) - 1d, 3d);
        RadiusClaim kept = None(1, third, 0, 1, 0), some = None(1, third, third, 1, 1);
        Expect("VALID", above, ("just above", Proof(above, kept, Closed)), ("just above, with a change upward", Proof(above, some, Closed)));
        Expect("INVALID", zero,
            ("a tie at the point", Proof(zero, kept, Closed)),
            ("a tie at the point in cells", Proof(zero, kept, static w => Refuted(w, (0, 3), (2, 1)))),
            ("a tie at the point, with a change upward", Proof(zero, some, Closed)),
            ("kept, but not at the point", Proof(zero, some, static w => { w.SplitChange(0); Refuted(w, (0, 3), (2, 1)); Closed(w); })),
            ("split beside the point", Proof(zero, None(1, third, 0, 1, 1), w => { w.Split(0, up); w.Split(0, down); Refuted(w, (0, 1), (1, 1)); Closed(w); Closed(w); })),
            ("the point as changed", Proof(zero, some, w => { w.Split(0, up); Refuted(w, (0, 3), (2, 1)); Closed(w); })));
    }

    [Theory]
    [InlineData(VectorNorm.L1)]
    [InlineData(VectorNorm.L2)]
    [InlineData(VectorNorm.LInf)]
    public void Radii_beyond_doubles_are_radii(VectorNorm norm)
    {
        Rational huge = new(BigInteger.One << 4100, 1), near = norm == VectorNorm.L2 ? s_tiny * s_tiny : s_tiny, far = norm == VectorNorm.L2 ? 4 * near : 2 * near;
        using ModelFile identity = Linear(0d, 1d), positive = Linear(2d, 1d);
        RadiusClaim wide = new("", [new Rational(1, 2)], norm, 1, null, new Box([-1], [1]), false, huge, null, null), close = wide with { Point = [s_tiny], Box = null, Lower = near };
        Expect("VALID", positive, ("nothing in the domain", Proof(positive, wide, Closed)));
        Expect("INVALID", positive, ("nothing, without a domain", Proof(positive, wide with { Box = null }, Closed)), ("nothing, without a domain, in cells", Proof(positive, wide with { Box = null }, static w => Refuted(w, (0, 1), (2, 1)))));
        Expect("INVALID", identity, ("something in the domain", Proof(identity, wide, Closed)), ("something in the domain, in cells", Proof(identity, wide, static w => Refuted(w, (0, 1), (2, 1)))));
        Expect("VALID", identity, ("the least distance", Proof(identity, close, static w => Refuted(w, (2, 1)))));
        Expect("INVALID", identity,
            ("twice the least distance", Proof(identity, close with { Lower = far }, static w => Refuted(w, (2, 1)))),
            ("twice the least distance by steps", Proof(identity, close with { Lower = far }, Closed)),
            ("twice the least distance by sides", Proof(identity, close with { Lower = far }, static w => Refuted(w, (0, 1), (2, 1)))));
    }

    [Fact]
    public void The_boundary_at_the_point_is_at_distance_0()
    {
        using ModelFile identity = Linear(0d, 1d);
        RadiusClaim at = new("", [0], VectorNorm.L1, 1, null, null, false, 1, null, null) { Goal = RadiusGoal.Boundary }, empty = at with { None = true, Lower = null };
        foreach (RadiusClaim claim in new[] { at, empty, at with { Box = new Box([0], [0]) }, empty with { Box = new Box([0], [0]) }, empty with { Box = new Box([0], [1]), Changes = 0 } })
        {
            Expect("INVALID", identity,
                ("both rows cancel", Proof(identity, claim, static w => Refuted(w, (2, 1), (3, 1)))),
                ("no rows", Proof(identity, claim, static w => Refuted(w))),
                ("one row", Proof(identity, claim, static w => Refuted(w, (2, 1)))),
                ("the first row closed", Proof(identity, claim, Closed)),
                ("the second row closed", Proof(identity, claim, static w => { w.Close(0, 1); w.Leaf(); })));
        }
    }

    [Fact]
    public void Where_a_box_meets_the_ball_ties_stay_open()
    {
        // 5 − 3x − 4y is 0 at (3/5, 4/5); with x ≤ 1/2 at (1/2, 7/8).
        using ModelFile plane = Linear(5d, -3d, -4d);
        Rational little = new(1, 1 << 30);
        RadiusClaim open = new("", [0, 0], VectorNorm.L2, 1, null, null, false, 1, null, null);
        ImmutableArray<(string, RadiusClaim)> ties =
        [
            ("norm 2", open),
            ("norm 2 in a box", open with { Box = Box.Cube(2, -1, 1) }),
            ("norm 2, cut by the box", open with { Box = new Box([-1, -1], [new Rational(1, 2), 1]), Lower = new Rational(65, 64) }),
            ("norm 1", open with { Norm = VectorNorm.L1, Lower = new Rational(5, 4) }),
            ("norm 1, cut by the box", open with { Norm = VectorNorm.L1, Box = Box.Cube(2, -1, 1), Lower = new Rational(4, 3) }),
            ("norm 2, one change", open with { Box = Box.Cube(2, -2, 2), Changes = 1, Lower = new Rational(25, 16) }),
        ];
        Expect("VALID", plane, [.. ties.Select(tie => (tie.Item1, Proof(plane, tie.Item2 with { Lower = tie.Item2.Lower - little }, tie.Item2.Changes is null ? Closed : Decided)))]);
        Expect("INVALID", plane, [.. ties.Select(tie => (tie.Item1, Proof(plane, tie.Item2, tie.Item2.Changes is null ? Closed : Decided)))]);
        Expect("INVALID", plane, [.. ties.Select(tie => (tie.Item1 + " and more", Proof(plane, tie.Item2 with { Lower = tie.Item2.Lower + s_tiny }, tie.Item2.Changes is null ? Closed : Decided)))]);

        static void Decided(ProofTreeWriter w)
        {
            w.SplitChange(0);
            Closed(w);
            Closed(w);
        }
    }
}
