using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Solvers.Tests.Z3;

public sealed class Z3SolverTests
{
    private static readonly ImmutableArray<WantedConstant> s_x = [new("x", SmtSort.Real)];

    [Fact]
    public void A_model_comes_back_in_exact_rationals()
    {
        using ISatisfiabilitySession session = new Z3Solver().Open(new SatisfiabilityLimits());
        session.Assert("(declare-fun x () Real)(declare-fun n () Int)(declare-fun b () Bool)(assert (= (* 3.0 x) (/ 1.0 7.0)))(assert (= n (- 5)))(assert (not b))");
        var found = Assert.IsType<SatisfiabilityOutcome.Satisfied>(
            session.Check([new("x", SmtSort.Real), new("n", SmtSort.Int), new("b", SmtSort.Bool)], CancellationToken.None));
        Assert.Equal((IEnumerable<Rational>)[new Rational(1, 21), -5, 0], found.Values.AsEnumerable());
    }

    [Fact]
    public void Scripts_share_constants_and_levels_are_forgotten()
    {
        using ISatisfiabilitySession session = new Z3Solver().Open(new SatisfiabilityLimits());
        session.Assert("(declare-fun x () Real)(assert (> x 1.0))");
        session.Push();
        session.Assert("(declare-fun x () Real)(assert (< x 1.0))");
        Assert.IsType<SatisfiabilityOutcome.Unsatisfied>(session.Check(s_x, CancellationToken.None));
        session.Pop();
        Assert.IsType<SatisfiabilityOutcome.Satisfied>(session.Check(s_x, CancellationToken.None));
    }

    [Fact]
    public void An_irrational_value_is_refused_not_rounded()
    {
        using ISatisfiabilitySession session = new Z3Solver().Open(new SatisfiabilityLimits());
        session.Assert("(declare-fun x () Real)(assert (= (* x x) 2.0))");
        var unknown = Assert.IsType<SatisfiabilityOutcome.Unknown>(session.Check(s_x, CancellationToken.None));
        Assert.Contains("not rational", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_is_not_accepted_is_refused_with_its_place()
    {
        using ISatisfiabilitySession session = new Z3Solver().Open(new SatisfiabilityLimits());
        var refused = Assert.Throws<SmtLibRejectedException>(() => session.Assert("(declare-fun x () Real)\n(assert (> x zebra))\n"));
        Assert.Equal((2, "unknown constant zebra"), (refused.Line, refused.Message));
        refused = Assert.Throws<SmtLibRejectedException>(() => session.Assert("(declare-fun x () Real)\n\n(assert (and x true))"));
        Assert.Equal(3, refused.Line);
    }

    /// <summary>Thirteen pigeons in twelve holes: far beyond what Z3 decides in seconds.</summary>
    private static ISatisfiabilitySession Pigeons(SatisfiabilityLimits limits)
    {
        ISatisfiabilitySession session = new Z3Solver().Open(limits);
        const int Holes = 12;
        System.Text.StringBuilder script = new();
        for (int p = 0; p <= Holes; p++)
        {
            script.Append(string.Concat(Enumerable.Range(0, Holes).Select(h => $"(declare-fun p{p}_{h} () Bool)")));
            script.Append("(assert (or ").AppendJoin(' ', Enumerable.Range(0, Holes).Select(h => $"p{p}_{h}")).Append("))");
        }

        for (int h = 0; h < Holes; h++)
        {
            for (int p = 0; p <= Holes; p++)
            {
                for (int q = 0; q < p; q++)
                {
                    script.Append(string.Concat($"(assert (or (not p{p}_{h})", $" (not p{q}_{h})))"));
                }
            }
        }

        session.Assert(script.ToString());
        return session;
    }

    [Fact]
    public void Time_that_ran_out_is_unknown_with_the_reason()
    {
        using ISatisfiabilitySession session = Pigeons(new SatisfiabilityLimits { Time = TimeSpan.FromMilliseconds(200) });
        var unknown = Assert.IsType<SatisfiabilityOutcome.Unknown>(session.Check([], CancellationToken.None));
        Assert.Contains("0.2 s", unknown.Reason, StringComparison.Ordinal);
        Assert.IsType<SatisfiabilityOutcome.Unknown>(session.Check([], CancellationToken.None));
    }

    [Fact]
    public async Task Cancellation_ends_a_check()
    {
        using ISatisfiabilitySession session = Pigeons(new SatisfiabilityLimits());
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(300));
        SatisfiabilityOutcome outcome = await Task.Run(() => session.Check([], source.Token)).WaitAsync(TimeSpan.FromMinutes(3)); // how soon depends on the machine; Z3 itself would go on
        Assert.Equal("it was cancelled", Assert.IsType<SatisfiabilityOutcome.Unknown>(outcome).Reason);
    }

    [Fact]
    public void Memory_that_ran_out_is_unknown_with_the_reason()
    {
        using ISatisfiabilitySession session = Pigeons(new SatisfiabilityLimits { MemoryMegabytes = 1, Time = TimeSpan.FromMinutes(10) });
        var unknown = Assert.IsType<SatisfiabilityOutcome.Unknown>(session.Check([], CancellationToken.None));
        Assert.Contains("memory", unknown.Reason, StringComparison.Ordinal);
    }
}
