using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Solvers.Tests.Export;

/// <summary>Exported systems, read back by CLP and Z3, have the optimum that the exact simplex finds.</summary>
public sealed class ExportReadBackTests
{
    private static readonly LinearProgramCandidate s_nothing = new() { Status = CandidateStatus.Failed };

    [Fact]
    public void Random_systems_have_the_same_optimum_everywhere()
    {
        int[] seen = new int[3];
        Seeded.Check(150, (random, seed) =>
        {
            InequalitySystem system = RandomSystem(random, boxed: seed % 2 == 0);
            switch (Solve(system))
            {
                case LinearProgramOutcome.Optimal optimal:
                    seen[0]++;
                    CheckOptimum(system, system.Objective!.Maximize ? optimal.Value : -optimal.Value, seed);
                    break;
                case LinearProgramOutcome.Infeasible:
                    seen[1]++;
                    CheckMpsStatus(1, system, seed);
                    Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(Text(system with { Objective = null }, SmtLibWriter.Write)));
                    if (seed % 2 == 0)
                    {
                        Assert.Equal("infeasible", OtherPrograms.SolveLp(Text(system, Lp), maximize: true));
                    }

                    break;
                case LinearProgramOutcome.Unbounded:
                    seen[2]++;
                    // CLP's primal simplex may call that "infeasible" (1); it has a point, though, and no optimum.
                    Assert.NotEqual(0, OtherPrograms.SolveMps(Text(system, Mps)).Status);
                    CheckMpsStatus(0, system with { Objective = null }, seed);
                    Assert.StartsWith("sat", OtherPrograms.EvaluateSmtLib(Text(system with { Objective = null }, SmtLibWriter.Write)), StringComparison.Ordinal);
                    break;
                case var other:
                    Assert.Fail($"seed {seed}: {other}");
                    break;
            }
        });

        Assert.True(seen[0] > 50 && seen[1] > 5 && seen[2] > 5, string.Join(' ', seen));
    }

    [Fact]
    public void A_maximum_is_asked_for_and_given_exactly()
    {
        var system = new InequalitySystem(
            [new NamedVariable("x", 0), new NamedVariable("y", 0)],
            [NamedRow.AtMost("a", [1, 2], 4), NamedRow.AtMost("b", [3, 1], 6)],
            new LinearObjective(true, [new LinearTerm(0, 1), new LinearTerm(1, 1)]));
        Assert.Equal("14/5", OtherPrograms.SolveSmtLib(Text(system, SmtLibWriter.Write), maximize: true));
    }

    [Fact]
    public void Strict_rows_are_strict_in_smt_lib_and_closed_with_a_note_elsewhere()
    {
        var system = new InequalitySystem(
            [new NamedVariable("x")],
            [
                new NamedRow("above", [new LinearTerm(0, 3)], RowRelation.AtLeast, 1),
                new NamedRow("below", [new LinearTerm(0, 3)], RowRelation.AtMost, 1, Strict: true),
                new NamedRow("apart", [new LinearTerm(0, 1)], RowRelation.AtMost, 100),
            ]);
        Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(Text(system, SmtLibWriter.Write)));
        InequalitySystem closed = system with { Rows = [.. system.Rows.Select(static r => r with { Strict = false })] };
        Assert.Equal("sat", OtherPrograms.EvaluateSmtLib(Text(closed, SmtLibWriter.Write)));
        Assert.Contains("row below is strict", Text(system, Lp), StringComparison.Ordinal);
        Assert.Equal(0, OtherPrograms.SolveMps(Text(system, Mps)).Status);
    }

    /// <summary>|x| + |x − 1| as a network of two layers with a variable for each pre-activation, in the region 0 ≤ x ≤ 1, where it is 1.</summary>
    [Fact]
    public void A_network_layer_by_layer()
    {
        var system = new InequalitySystem(
            [new NamedVariable("x", -5, 5), new NamedVariable("z1_0", -50, 50), new NamedVariable("z1_1", -50, 50), new NamedVariable("y", -50, 50)],
            [
                new NamedRow("layer1_0", [new(1, 1), new(0, -1)], RowRelation.Equal, 0),
                new NamedRow("layer1_1", [new(2, 1), new(0, -1)], RowRelation.Equal, -1),
                new NamedRow("active1_0", [new(1, 1)], RowRelation.AtLeast, 0),
                new NamedRow("inactive1_1", [new(2, 1)], RowRelation.AtMost, 0),
                new NamedRow("output_0", [new(3, 1), new(1, -2), new(0, 2)], RowRelation.Equal, 1),
            ],
            new LinearObjective(false, [new LinearTerm(3, 1)]));
        CheckOptimum(system, 1, seed: 0);
        CheckOptimum(system with { Objective = new LinearObjective(true, [new LinearTerm(0, 1)]) }, 1, seed: 0);
    }

    [Fact]
    public void Numbers_of_hundreds_of_digits_are_exact_in_lp_and_smt_lib()
    {
        // x ≤ 1 − 2⁻⁷⁰⁰ and x ≥ 1 − 2⁻⁷⁰⁰ leave one point; moved by 2⁻⁷⁰¹ they leave none.
        Rational limit = Rational.One - new Rational(1, BigInteger.One << 700);
        InequalitySystem System(Rational lower) => new(
            [new NamedVariable("x", 0, 2)],
            [NamedRow.AtMost("a", [1], limit), new NamedRow("b", [new LinearTerm(0, 1)], RowRelation.AtLeast, lower)],
            new LinearObjective(true, [new LinearTerm(0, 1)]));
        CheckOptimum(System(limit), limit, seed: 0);
        InequalitySystem empty = System(limit + new Rational(1, BigInteger.One << 701));
        Assert.Equal("infeasible", OtherPrograms.SolveLp(Text(empty, Lp), maximize: true));
        Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(Text(empty with { Objective = null }, SmtLibWriter.Write)));
        Assert.DoesNotContain("rounded", Text(empty, Lp), StringComparison.Ordinal);
        Assert.Contains("row a is rounded to 17 digits", Text(empty, Mps), StringComparison.Ordinal);
    }

    private static void CheckMpsStatus(int expected, InequalitySystem system, int seed)
    {
        int status = OtherPrograms.SolveMps(Text(system, Mps)).Status;
        Assert.True(status == expected, $"seed {seed}: CLP's status is {status}, expected {expected} for\n{Text(system, Mps)}");
    }

    private static void CheckOptimum(InequalitySystem system, Rational optimum, int seed)
    {
        bool maximize = system.Objective!.Maximize;
        (int status, double minimum) = OtherPrograms.SolveMps(Text(system, Mps));
        Assert.True(status == 0, $"seed {seed}: CLP's status is {status}");
        double value = maximize ? -minimum : minimum;
        double expected = optimum.ToDoubleApproximate();
        Assert.True(Math.Abs(value - expected) <= 1e-7 * (1 + Math.Abs(expected)), $"seed {seed}: CLP finds {value}, expected {expected}");
        if (system.Variables.All(static v => v is { Lower: not null, Upper: not null }))
        {
            string found = OtherPrograms.SolveLp(Text(system, Lp), maximize);
            Assert.True(found == optimum.ToString(), $"seed {seed}: Z3 finds {found}, expected {optimum} for\n{Text(system, Lp)}");
        }

        // The optimum is attained, and nothing is better.
        RowRelation better = maximize ? RowRelation.AtLeast : RowRelation.AtMost;
        foreach (bool strict in new[] { false, true })
        {
            var row = new NamedRow("better", system.Objective.Terms, better, optimum, strict);
            string script = Text(system with { Rows = system.Rows.Add(row), Objective = null }, SmtLibWriter.Write);
            Assert.Equal(strict ? "unsat" : "sat", OtherPrograms.EvaluateSmtLib(script));
        }
    }

    /// <summary>
    /// A few rows of every relation with integers, thirds and dyadics; half of the systems in a box (without thirds, since those bounds become
    /// rows and Z3's LP reader knows no free variables).
    /// </summary>
    private static InequalitySystem RandomSystem(Random random, bool boxed)
    {
        int count = random.Next(1, 6);
        NamedVariable Variable(int j) => boxed
            ? new NamedVariable($"x{j}", new Rational(random.Next(-30, 1), random.Next(1, 3)), new Rational(random.Next(1, 30), random.Next(1, 3)))
            : new NamedVariable($"x{j}", random.Next(3) == 0 ? Number(random) - 40 : null, random.Next(3) == 0 ? Number(random) + 40 : null);
        ImmutableArray<LinearTerm> Terms() => [.. Enumerable.Range(0, count).Where(_ => random.Next(4) != 0).Select(j => new LinearTerm(j, Number(random)))];
        NamedRow Row(int i) => (random.Next(8), Terms()) switch
        {
            (0, var terms) => new NamedRow($"r{i}", terms, RowRelation.Equal, terms.IsEmpty ? 0 : Number(random)),
            (1 or 2 or 3, var terms) => new NamedRow($"r{i}", terms, RowRelation.AtLeast, -20 - Number(random)),
            (_, var terms) => new NamedRow($"r{i}", terms, RowRelation.AtMost, Number(random) + random.Next(-2, 30)),
        };
        return new InequalitySystem(
            [.. Enumerable.Range(0, count).Select(Variable)],
            [.. Enumerable.Range(0, random.Next(1, 10)).Select(Row)],
            new LinearObjective(random.Next(2) == 0, [.. Enumerable.Range(0, count).Select(j => new LinearTerm(j, random.Next(1, 9)))]),
            ["a random system", "with\ntwo lines"]);
    }

    private static Rational Number(Random random) => random.Next(4) switch
    {
        0 => new Rational(random.Next(-9, 10), 3),
        1 => Rational.FromDouble((random.NextDouble() - 0.5) * 8),
        2 => Rational.FromDouble((float)((random.NextDouble() - 0.5) * 8)) * Rational.FromDouble(random.NextDouble() + 0.1),
        _ => random.Next(-9, 10),
    };

    private static LinearProgramOutcome Solve(InequalitySystem system)
    {
        int dimension = system.Variables.Length;
        var rows = new List<HalfSpace>();
        void Add(IEnumerable<LinearTerm> terms, Rational offset, int sign)
        {
            BigInteger common = terms.Select(static t => t.Coefficient.Denominator).Append(offset.Denominator).Aggregate(BigInteger.One, static (a, b) => a * b);
            var normal = new BigInteger[dimension];
            foreach (LinearTerm term in terms)
            {
                normal[term.Variable] = (term.Coefficient * common * sign).Numerator;
            }

            rows.Add(new HalfSpace([.. normal], (offset * common * sign).Numerator));
        }

        foreach (NamedRow row in system.Rows)
        {
            if (row.Relation != RowRelation.AtLeast)
            {
                Add(row.Terms, row.Offset, 1);
            }

            if (row.Relation != RowRelation.AtMost)
            {
                Add(row.Terms, row.Offset, -1);
            }
        }

        for (int j = 0; j < dimension; j++)
        {
            if (system.Variables[j].Upper is { } upper)
            {
                Add([new LinearTerm(j, 1)], upper, 1);
            }

            if (system.Variables[j].Lower is { } lower)
            {
                Add([new LinearTerm(j, 1)], lower, -1);
            }
        }

        var objective = new BigInteger[dimension];
        foreach (LinearTerm term in system.Objective!.Terms)
        {
            objective[term.Variable] = system.Objective.Maximize ? term.Coefficient.Numerator : -term.Coefficient.Numerator;
        }

        return ExactLinearProgramming.Prove(new HRepresentation(dimension, rows), [.. objective], s_nothing, ExactBudget.Default, default);
    }

    private static void Lp(InequalitySystem system, TextWriter writer) => LpFormatWriter.Write(system, writer);

    private static void Mps(InequalitySystem system, TextWriter writer) => MpsWriter.Write(system, writer);

    private static string Text(InequalitySystem system, Action<InequalitySystem, TextWriter> write)
    {
        using var writer = new StringWriter();
        write(system, writer);
        return writer.ToString();
    }
}
