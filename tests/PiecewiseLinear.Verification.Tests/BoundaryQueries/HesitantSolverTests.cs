using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>A solver that leaves some supports undecided: the others are still asked, and what stays open is told with its reason.</summary>
public sealed class HesitantSolverTests
{
    /// <summary>Of y₀ = relu(1 − x₀ − x₁), y₁ = 0: either input alone leads to the boundary, at most one may change, so that there are two supports; the value wanted is one that only the solver sees.</summary>
    private static BoundaryQuery TwoSupports(Hesitant solver) => new()
    {
        Network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 2, [-1, -1]), [1]), new AffineLayer(new DenseOperator(2, 1, [1, 0]), [0, 0])]),
        Point = [Rational.Zero, Rational.Zero],
        Box = Box.Cube(2, 0, 4),
        MaxChanged = 1,
        Solver = solver,
        Constraints = ConstraintScript.Parse("(assert (= (+ X_0 X_1) (/ 10 3)))", "c.smt2", 2, 2),
        Options = new BoundaryOptions { Time = TimeSpan.FromMinutes(5) },
    };

    [Fact]
    public void A_support_that_stays_undecided_does_not_keep_another_from_being_asked_again()
    {
        Hesitant solver = new(hesitates: 3);
        BoundaryAnswer answer = BoundaryEngine.Find(TwoSupports(solver), progress: null, CancellationToken.None);
        Assert.Equal((BoundaryStatus.Found, BoundaryEvidence.Certified), (answer.Status, answer.Evidence));
    }

    [Fact]
    public void What_stays_undecided_is_unknown_with_the_solvers_reason()
    {
        Hesitant solver = new(hesitates: 4);
        BoundaryAnswer answer = BoundaryEngine.Find(TwoSupports(solver), progress: null, CancellationToken.None);
        Assert.Equal((BoundaryStatus.Unknown, "it was hard", 5), (answer.Status, answer.Reason, solver.Asked));
    }

    /// <summary>Reads the conditions (the first question), and leaves some questions after that undecided: both supports, then the first of them again.</summary>
    private sealed class Hesitant(int hesitates) : ISatisfiabilitySolver
    {
        private readonly Z3Solver _solver = new();

        public int Asked { get; private set; }

        public string Name => "a hesitant solver";

        public ISatisfiabilitySession Open(SatisfiabilityLimits limits) => Asked++ is 0 || Asked > hesitates + 1 ? _solver.Open(limits) : new Undecided();
    }

    private sealed class Undecided : ISatisfiabilitySession
    {
        public void Assert(string script, CancellationToken cancellationToken = default)
        {
        }

        public void Push()
        {
        }

        public void Pop()
        {
        }

        public SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted, CancellationToken cancellationToken) => new SatisfiabilityOutcome.Unknown("it was hard");

        public void Dispose()
        {
        }
    }
}
