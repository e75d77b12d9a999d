using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>Solvers that lie: what they say is never certified where it is wrong.</summary>
public sealed class LyingSolverTests
{
    [Fact]
    public void A_lie_is_never_certified()
    {
        int caught = 0, claims = 0, certified = 0;
        Seeded.Check(120, random =>
        {
            (BoundaryQuery query, ImmutableArray<ImmutableArray<LinearCondition>> conditions) = RandomQueries.Next(random);
            query = query with
            {
                Solver = new Liar(random.Next(3), random.Next()),
                Minimize = random.Next(3) switch { 0 => BoundaryObjective.Changed, 1 => BoundaryObjective.LInf, _ => BoundaryObjective.None },
                Constraints = null,
            };
            _ = conditions;
            BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
            (Rational Least, int Fewest)? truth = new BoundaryOracle(query, [[]], answer.Label).Answer(VectorNorm.LInf);
            if (answer.Status == BoundaryStatus.Found)
            {
                Assert.NotNull(truth);
                certified++;
            }
            else if (answer.Status == BoundaryStatus.None && answer.Evidence != BoundaryEvidence.SolverClaim)
            {
                Assert.Null(truth);
                certified++;
            }
            else
            {
                claims += answer.Status == BoundaryStatus.None ? 1 : 0;
                caught += answer.Status == BoundaryStatus.Unknown ? 1 : 0;
            }

            if (answer.Minimum is { } minimum && minimum.Evidence != BoundaryEvidence.SolverClaim && truth is { } known)
            {
                Assert.True(minimum.Lower <= (minimum.Objective == BoundaryObjective.Changed ? known.Fewest : known.Least), $"{minimum} {known}");
            }
        });
        Assert.True(caught > 3 && claims > 0 && certified > 10, $"{caught} caught, {claims} claims, {certified} certified");
    }

    [Fact]
    public void A_liar_cannot_pass_off_conditions_that_do_not_hold()
    {
        Random random = new(3);
        (BoundaryQuery query, _) = RandomQueries.Next(random);
        query = query with
        {
            Solver = new Liar(2, 1),
            Constraints = ConstraintScript.Parse("(assert (< X_0 X_0))", "c.smt2", query.Point.Length, query.Network.OutputDimension),
            Minimize = BoundaryObjective.None,
        };
        Assert.NotEqual(BoundaryStatus.Found, BoundaryEngine.Find(query, progress: null, CancellationToken.None).Status);
    }

    /// <summary>0: says that nothing can be satisfied; 1: gives random values; 2: gives zeros.</summary>
    private sealed class Liar(int kind, int seed) : ISatisfiabilitySolver, ISatisfiabilitySession
    {
        private readonly Random _random = new(seed);

        public string Name => "a liar";

        public ISatisfiabilitySession Open(SatisfiabilityLimits limits) => this;

        public void Assert(string script, CancellationToken cancellationToken = default)
        {
        }

        public void Push()
        {
        }

        public void Pop()
        {
        }

        public SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted, CancellationToken cancellationToken)
            => kind == 0
                ? new SatisfiabilityOutcome.Unsatisfied()
                : new SatisfiabilityOutcome.Satisfied([.. wanted.Select(_ => kind == 2 ? 0 : new Rational(_random.Next(-6, 7), _random.Next(1, 5)))]);

        public void Dispose()
        {
        }
    }
}
