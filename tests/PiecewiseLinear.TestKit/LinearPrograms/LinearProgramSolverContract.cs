using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.TestKit.LinearPrograms;

/// <summary>What a run of the contract counted.</summary>
/// <param name="Cases">Programs solved.</param>
/// <param name="Immediate">Programs whose candidate was proved as it stood, with no exact exchange.</param>
/// <param name="Optimal">Programs with a maximum.</param>
/// <param name="Infeasible">Programs without a point.</param>
/// <param name="Unbounded">Programs without a bound.</param>
public sealed record ContractReport(int Cases, int Immediate, int Optimal, int Infeasible, int Unbounded);

/// <summary>
/// What every engine behind <see cref="ILinearProgramSolver"/> must do, independent of a test framework: each method throws with the failing program in the message.
/// </summary>
public static class LinearProgramSolverContract
{
    /// <summary>
    /// Each program, solved by the engine and proved from its candidate, must be proved and equal (kind and value) to what the exact simplex finds without
    /// any candidate.
    /// </summary>
    /// <exception cref="InvalidOperationException">An outcome is unknown or differs.</exception>
    public static ContractReport ProvesAll(ILinearProgramSolver solver, IEnumerable<LinearProgramCase> programs)
    {
        ContractReport report = new(0, 0, 0, 0, 0);
        foreach (LinearProgramCase program in programs)
        {
            LinearProgramCandidate candidate = Ask(solver, program);
            LinearProgramOutcome outcome = Prove(program, candidate, ExactBudget.Default);
            LinearProgramOutcome reference = Reference(program);
            Require(Same(outcome, reference), program, $"{solver.Engine} gives {outcome}, the exact simplex {reference}; candidate {candidate.Status} {candidate.Message}");
            LinearProgramOutcome unchanged = Prove(program, candidate, ExactBudget.CheckOnly);
            Require(unchanged is LinearProgramOutcome.Unknown || Same(unchanged, reference), program, $"{solver.Engine} without exchanges gives {unchanged}");
            report = new ContractReport(
                report.Cases + 1,
                report.Immediate + (unchanged is LinearProgramOutcome.Unknown ? 0 : 1),
                report.Optimal + (outcome is LinearProgramOutcome.Optimal ? 1 : 0),
                report.Infeasible + (outcome is LinearProgramOutcome.Infeasible ? 1 : 0),
                report.Unbounded + (outcome is LinearProgramOutcome.Unbounded ? 1 : 0));
        }

        return report;
    }

    /// <summary>
    /// One session, in which rows are taken out and put back between the solves as in a search for redundant rows, must lead to the same proved outcomes as the
    /// exact simplex on the remaining rows.
    /// </summary>
    /// <exception cref="InvalidOperationException">An outcome is unknown or differs.</exception>
    public static void SessionFollowsItsRows(ILinearProgramSolver solver, LinearProgramCase program, int solves)
    {
        using ILinearProgramSession session = solver.Open(program.Rows);
        bool[] active = new bool[program.Rows.Count];
        Array.Fill(active, true);
        for (int k = 0; k < Math.Min(solves, active.Length); k++)
        {
            session.SetActive(k, active: false);
            active[k] = false;
            HalfSpace row = program.Rows.Rows[k];
            LinearProgramCase without = program with { Name = $"{program.Name}, without row {k}", Objective = row.Normal };
            LinearProgramCandidate candidate = session.Maximize(without.Mirror(), CancellationToken.None);
            LinearProgramOutcome outcome = ExactLinearProgramming.Prove(program.Rows, active, row.Normal, candidate, ExactBudget.Default, CancellationToken.None);
            LinearProgramOutcome reference = ExactLinearProgramming.Prove(program.Rows, active, row.Normal, Nothing, ExactBudget.Default, CancellationToken.None);
            Require(Same(outcome, reference), without, $"{solver.Engine} gives {outcome}, the exact simplex {reference}");
            if (k % 3 != 2)
            {
                session.SetActive(k, active: true);
                active[k] = true;
            }
        }
    }

    /// <summary>A cancelled solve ends, without an exception, in a candidate from which nothing false is proved.</summary>
    /// <exception cref="InvalidOperationException">Something false was proved.</exception>
    public static void CancelledSolveIsHarmless(ILinearProgramSolver solver, LinearProgramCase program)
    {
        using ILinearProgramSession session = solver.Open(program.Rows);
        LinearProgramCandidate candidate = session.Maximize(program.Mirror(), new CancellationToken(canceled: true));
        Require(Same(Prove(program, candidate, ExactBudget.Default), Reference(program)), program, $"{solver.Engine} after cancellation");
    }

    /// <summary>
    /// Asked with cutoffs below, at and above the maximum, one session after the other cutoff, the engine may stop early only in the right direction (up to rounding of 10⁻⁶ relative
    /// to the sizes in the program), with multipliers or a point that show it, and nothing false is proved from what it leaves.
    /// </summary>
    /// <returns>How often the engine stopped at most at the cutoff, and above it.</returns>
    /// <exception cref="InvalidOperationException">The engine stopped on the wrong side, or something false was proved.</exception>
    public static (int AtMost, int Above) CutoffsAreNoWrongProofs(ILinearProgramSolver solver, IEnumerable<LinearProgramCase> programs)
    {
        (int atMost, int above) = (0, 0);
        foreach (LinearProgramCase program in programs)
        {
            LinearProgramOutcome reference = Reference(program);
            using ILinearProgramSession session = solver.Open(program.Rows);
            double[] objective = program.Mirror();
            double best = reference is LinearProgramOutcome.Optimal optimal ? program.InMirror(optimal.Value) : 0;
            foreach (double cutoff in (double[])[best - (1 + Math.Abs(best)), best, best + (1 + Math.Abs(best)), best + 1e-3, double.NegativeInfinity])
            {
                LinearProgramCandidate candidate = session.Maximize(objective, cutoff, CancellationToken.None);
                Require(Same(Prove(program, candidate, ExactBudget.Default), reference), program, $"{solver.Engine} with cutoff {cutoff}: a wrong proof");
                if (candidate.Status == CandidateStatus.AtMostCutoff)
                {
                    atMost++;
                    Require(reference is not LinearProgramOutcome.Unbounded, program, $"{solver.Engine} bounds by {cutoff} what has no bound");
                    Require(
                        reference is not LinearProgramOutcome.Optimal || best <= cutoff + (1e-6 * (1 + Math.Abs(best))), program, $"{solver.Engine}: {best} is above {cutoff}");
                    Require(Bounds(program, candidate, objective, cutoff), program, $"{solver.Engine}: the multipliers do not bound by {cutoff}");
                }
                else if (candidate.Status == CandidateStatus.AboveCutoff)
                {
                    above++;
                    Require(
                        reference is LinearProgramOutcome.Unbounded || (reference is LinearProgramOutcome.Optimal && best > cutoff - (1e-6 * (1 + Math.Abs(best)))),
                        program,
                        $"{solver.Engine}: {best} is not above {cutoff}");
                }
            }
        }

        return (atMost, above);
    }

    /// <summary>The outcome that the exact simplex finds with no engine at all.</summary>
    public static LinearProgramOutcome Reference(LinearProgramCase program) => Prove(program, Nothing, ExactBudget.Default);

    /// <summary>Whether two outcomes are proved, of one kind and of one value.</summary>
    public static bool Same(LinearProgramOutcome left, LinearProgramOutcome right)
        => (left, right) switch
        {
            (LinearProgramOutcome.Optimal a, LinearProgramOutcome.Optimal b) => a.Value == b.Value,
            (LinearProgramOutcome.Infeasible, LinearProgramOutcome.Infeasible) => true,
            (LinearProgramOutcome.Unbounded, LinearProgramOutcome.Unbounded) => true,
            _ => false,
        };

    /// <summary>Proves a program from a candidate.</summary>
    public static LinearProgramOutcome Prove(LinearProgramCase program, LinearProgramCandidate candidate, ExactBudget budget)
        => ExactLinearProgramming.Prove(program.Rows, program.Objective, candidate, budget, CancellationToken.None);

    /// <summary>A candidate that says nothing.</summary>
    public static LinearProgramCandidate Nothing { get; } = new() { Status = CandidateStatus.Failed, Message = "no engine was asked" };

    private static bool Bounds(LinearProgramCase program, LinearProgramCandidate candidate, double[] objective, double cutoff)
    {
        HRepresentation rows = program.Rows;
        double[] weights = candidate.Multipliers ?? [];
        if (weights.Length != rows.Count || !weights.All(static w => w >= 0 && double.IsFinite(w)))
        {
            return false;
        }

        double bound = 0, size = 1 + Math.Abs(cutoff);
        for (int i = 0; i < weights.Length; i++)
        {
            bound += weights[i] * rows.Offsets[i];
            size += Math.Abs(weights[i] * rows.Offsets[i]);
        }

        bool combines = true;
        for (int j = 0; j < objective.Length; j++)
        {
            double sum = objective[j], magnitude = Math.Abs(objective[j]);
            for (int i = 0; i < weights.Length; i++)
            {
                double term = weights[i] * rows.Columns[(j * rows.Stride) + i];
                sum -= term;
                magnitude += Math.Abs(term);
            }

            combines &= Math.Abs(sum) <= 1e-9 * magnitude;
        }

        return combines && bound <= cutoff + (1e-9 * size);
    }

    private static LinearProgramCandidate Ask(ILinearProgramSolver solver, LinearProgramCase program)
    {
        using ILinearProgramSession session = solver.Open(program.Rows);
        return session.Maximize(program.Mirror(), CancellationToken.None);
    }

    private static void Require(bool condition, LinearProgramCase program, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"{message}\n{program}");
        }
    }
}
