using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>Why a class does not win: the inequalities are checked by hand, the least change against trying everything.</summary>
public sealed class WhyNotTests
{
    [Fact]
    public void Reasons_are_reasons_and_least_changes_are_least()
    {
        int keeps = 0, reaches = 0;
        Seeded.Check(60, random =>
        {
            (BoundaryQuery query, _) = RandomQueries.Next(random);
            int labels = Math.Max(2, query.Network.OutputDimension);
            int wanted = query.Label is { } label ? (label + 1) % labels : -1;
            query = query with { Constraints = null, Goal = BoundaryGoal.Reach, Target = null, Minimize = BoundaryObjective.LInf };
            wanted = wanted >= 0 ? wanted : (BoundaryEngine.Find(query with { Minimize = BoundaryObjective.None }, null, CancellationToken.None).Label + 1) % labels;
            query = query with { Target = wanted };
            WhyNotAnswer answer = WhyNotEngine.Explain(query, progress: null, CancellationToken.None);
            (Rational Least, int Fewest)? truth = new BoundaryOracle(query, [[]], answer.Label).Answer(VectorNorm.LInf);
            Assert.Equal(truth is null ? BoundaryStatus.None : BoundaryStatus.Found, answer.Change.Status);
            if (truth is { } least)
            {
                Assert.Equal(least.Least, answer.Change.Minimum!.Upper);
            }

            Assert.All(answer.Inequalities, static inequality => Assert.True(inequality.Weight.Sign > 0));
            Rational[] sum = new Rational[query.Point.Length];
            Rational offset = 0;
            foreach (WeightedInequality inequality in answer.Inequalities)
            {
                offset += inequality.Weight * inequality.Offset;
                for (int j = 0; j < sum.Length; j++)
                {
                    sum[j] += inequality.Weight * inequality.Normal[j];
                }

                CheckSource(query, answer, inequality);
            }

            if (answer.RegionKeepsIt == true)
            {
                Assert.All(sum, static a => Assert.True(a.IsZero));
                Assert.True(offset.Sign < 0);
                keeps++;
            }
            else
            {
                ImmutableArray<Rational> nearest = answer.NearestInRegion!.Value;
                ImmutableArray<Rational> outputs = ExactEvaluator.Evaluate(query.Network, nearest);
                Assert.True(outputs.Length == 1 ? (wanted == 1 ? outputs[0].Sign >= 0 : outputs[0].Sign <= 0) : outputs.All(y => outputs[wanted] >= y));

                // Nothing of the region is nearer: <g, p> − Σλb ≤ ‖g‖₁·‖p − x‖∞, with equality.
                Rational left = sum.Zip(query.Point).Aggregate(Rational.Zero, static (t, pair) => t + (pair.First * pair.Second)) - offset;
                Rational size = sum.Aggregate(Rational.Zero, static (t, a) => t + Rational.Abs(a));
                Assert.Equal(left, size * answer.DistanceInRegion!.Value.Power);
                reaches++;
            }
        });
        Assert.True(keeps > 5 && reaches > 5, $"{keeps} {reaches}");
    }

    private static void CheckSource(BoundaryQuery query, WhyNotAnswer answer, WeightedInequality inequality)
    {
        RegionForms forms = ExactForms.Along(query.Network, answer.Pattern);
        if (inequality.Source is InequalitySource.Wall wall)
        {
            LayerForms layer = forms.HiddenLayers[wall.Layer];
            Rational sign = answer.Pattern[wall.Layer, wall.Neuron] == ActivationPhase.Active ? -1 : 1;
            Assert.All(Enumerable.Range(0, query.Point.Length), j => Assert.Equal(sign * layer.Coefficient(wall.Neuron, j), inequality.Normal[j]));
        }
        else if (inequality.Source is InequalitySource.BoxSide side)
        {
            Assert.Equal(side.IsUpper ? query.Box!.Upper[side.Input] : -query.Box!.Lower[side.Input], inequality.Offset);
        }
    }
}
