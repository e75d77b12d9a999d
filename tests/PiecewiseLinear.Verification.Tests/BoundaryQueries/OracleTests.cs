using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>Answers against trying everything.</summary>
public sealed class OracleTests
{
    [Fact]
    public void Answers_agree_with_trying_everything()
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        int proved = 0, least = 0;
        Seeded.Check(100, random =>
        {
            (BoundaryQuery query, ImmutableArray<ImmutableArray<LinearCondition>> conditions) = RandomQueries.Next(random);
            BoundaryObjective objective = (BoundaryObjective)random.Next(5);
            query = query with { Minimize = objective == BoundaryObjective.L2 ? BoundaryObjective.L1 : objective };
            BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
            VectorNorm norm = query.Minimize == BoundaryObjective.L1 ? VectorNorm.L1 : VectorNorm.LInf;
            (Rational Least, int Fewest)? truth = new BoundaryOracle(query, conditions, answer.Label).Answer(norm);
            bool exists = truth is not null;
            Proofs.Accept(query, answer);
            proved += answer.Proof is null ? 0 : 1;
            least += answer.Proof is { Answer: { Proof: not null } } ? 1 : 0;
            string kind = $"{query.Goal} {query.Minimize} {(exists ? "found" : "none")}";
            Assert.True(answer.Status == (exists ? BoundaryStatus.Found : BoundaryStatus.None), $"{kind}: {answer.Status} {answer.Reason}");
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
            if (!exists)
            {
                Assert.Null(answer.Point);
                return;
            }

            Assert.Equal(BoundaryEvidence.Certified, answer.Evidence);
            Assert.True(ExactEvaluator.Evaluate(query.Network, answer.Point!.Input).SequenceEqual(answer.Point.Outputs));
            (Rational shortest, int fewest) = truth!.Value;
            switch (query.Minimize)
            {
                case BoundaryObjective.Changed:
                    Assert.True(answer.Minimum!.IsExact, answer.Reason);
                    Assert.Equal(fewest, answer.Minimum.Lower);
                    Assert.Equal(fewest, answer.Point.Changed.Length);
                    break;
                case BoundaryObjective.L1 or BoundaryObjective.LInf when query.Goal == BoundaryGoal.Across:
                    Assert.True(answer.Minimum!.Lower <= shortest && shortest <= answer.Minimum.Upper, $"{answer.Minimum} {shortest}");
                    break;
                case BoundaryObjective.L1 or BoundaryObjective.LInf:
                    Assert.True(answer.Minimum!.IsExact, $"{answer.Minimum} {shortest} {answer.Reason}");
                    Assert.Equal(shortest, answer.Minimum.Lower);
                    Assert.Equal(shortest, answer.Point.DistanceIn(norm).Power);
                    break;
            }
        });
        Assert.True(proved > 60 && least > 30, $"{proved} answers with a certificate, {least} with a tree");
        Assert.True(seen.Keys.Count(static k => k.EndsWith("found", StringComparison.Ordinal)) >= 8 && seen.Keys.Count(static k => k.EndsWith("none", StringComparison.Ordinal)) >= 6, string.Join(", ", seen.Select(static e => $"{e.Key} {e.Value}")));
    }
}
