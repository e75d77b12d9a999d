using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.BoundaryQueries;
using PiecewiseLinear.Verification.Tests.BoundaryQueries;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Networks of many classes, where another rival is nearest in each norm.</summary>
public sealed class ManyRivalsTests(ITestOutputHelper output)
{
    /// <summary>Rival j wins where ⟨normal, x⟩ ≥ offset; class 0 is 0 everywhere. The distances of the first three: 29/32 in all norms; 77/64, 77/64/√2, 77/128; 117/128, about 0.847, 13/20.</summary>
    private static readonly (double[] Normal, double Offset)[] s_rivals =
    [
        ([1, 0], 29 / 32d), ([1, 1], 77 / 64d), ([1, 13 / 32d], 117 / 128d), ([0, -1], 2), ([-1, 0], 2.25), ([-1, -1], 4), ([-1, 0.5], 3), ([0.5, -1], 3),
    ];

    private static readonly (VectorNorm Norm, int Nearest, Rational Power)[] s_nearest =
    [
        (VectorNorm.L1, 1, new Rational(29, 32)),
        (VectorNorm.L2, 3, new Rational(117, 128) * new Rational(117, 128) / (1 + (new Rational(13, 32) * new Rational(13, 32)))),
        (VectorNorm.LInf, 2, new Rational(77, 128)),
    ];

    [Theory]
    [InlineData(RadiusGoal.Beaten)]
    [InlineData(RadiusGoal.Boundary)]
    [InlineData(RadiusGoal.Reach)]
    public void The_nearest_of_eight_rivals_is_another_one_in_each_norm(RadiusGoal goal)
    {
        foreach ((VectorNorm norm, int nearest, Rational power) in s_nearest)
        {
            RadiusQuery query = new() { Network = Fan(), Point = [0, 0], Norm = norm, Goal = goal, Box = Box.Cube(2, -4, 4), RecordProof = true, Method = RadiusMethod.BranchAndBound };
            RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
            Assert.Equal((nearest, power, power), (answer.Other, answer.Lower!.Value.Power, answer.Upper!.Value.Power));
            RadiusCertificates.Accept(query, answer);
        }
    }

    [Fact]
    public void Boundary_queries_find_the_same_nearest_rivals()
    {
        foreach ((VectorNorm norm, int nearest, Rational power) in s_nearest)
        {
            BoundaryQuery query = new()
            {
                Network = Fan(),
                Point = [0, 0],
                Box = Box.Cube(2, -4, 4),
                Solver = new Z3Solver(),
                Options = new BoundaryOptions { Clock = new JumpingClock() },
                Minimize = norm switch { VectorNorm.L1 => BoundaryObjective.L1, VectorNorm.L2 => BoundaryObjective.L2, _ => BoundaryObjective.LInf },
            };
            BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
            Assert.Equal((nearest, power, power, BoundaryEvidence.Certified), (answer.Point!.Other, answer.Minimum!.Lower, answer.Minimum.Upper!.Value, answer.Minimum.Evidence));
            Proofs.Accept(query, answer);
            BoundaryAnswer one = BoundaryEngine.Find(query with { MaxChanged = 1 }, progress: null, CancellationToken.None);
            Assert.Equal((1, new Rational(29, 32), 1), (one.Point!.Other, one.Point.DistanceIn(VectorNorm.LInf).Power, one.Point.Changed.Length));
            Proofs.Accept(query with { MaxChanged = 1 }, one);
        }
    }

    [Fact]
    public void Random_networks_of_nine_classes_agree_with_enumeration()
    {
        int different = 0;
        Seeded.Check(6, random =>
        {
            const int Inputs = 3, Classes = 9;
            ReluNetwork network = Soundness.SmallChains.Next(random, degenerate: random.Next(3) == 0, Inputs, hidden: 1, mostWidth: 6, Classes);
            RadiusQuery query = new()
            {
                Network = network,
                Point = [.. Enumerable.Range(0, Inputs).Select(_ => new Rational(random.Next(-8, 9), 16))],
                Norm = VectorNorm.L1,
                Box = Box.Cube(Inputs, -2, 2),
                Goal = (RadiusGoal)random.Next(3),
                MaxChanged = random.Next(3) == 0 ? random.Next(1, Inputs + 1) : null,
                RecordProof = true,
                Threads = 1,
            };
            RadiusAnswer[] answers = [.. Enum.GetValues<VectorNorm>().Select(norm => DecisionRadius.Find(query with { Norm = norm }, progress: null, CancellationToken.None))];
            foreach ((VectorNorm norm, RadiusAnswer answer) in Enum.GetValues<VectorNorm>().Zip(answers))
            {
                AnswerLaws.Hold(query with { Norm = norm }, answer);
                RadiusCertificates.Accept(query with { Norm = norm }, answer);
            }

            different += answers.Select(static answer => answer.Other).Distinct().Count() > 1 ? 1 : 0;
        });
        output.WriteLine($"{different} with different nearest rivals");
    }

    /// <summary>f_0 = 0 and f_j = ⟨normal, x⟩ − offset, through one layer of relu(±x).</summary>
    private static ReluNetwork Fan()
        => ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(4, 2, [1, 0, -1, 0, 0, 1, 0, -1]), [0, 0, 0, 0]),
            new AffineLayer(
                new DenseOperator(1 + s_rivals.Length, 4, [0, 0, 0, 0, .. s_rivals.SelectMany(static r => new[] { r.Normal[0], -r.Normal[0], r.Normal[1], -r.Normal[1] })]),
                [0, .. s_rivals.Select(static r => -r.Offset)]),
        ]);
}
