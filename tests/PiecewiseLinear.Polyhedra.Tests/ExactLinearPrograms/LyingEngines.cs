using PiecewiseLinear.TestKit.LinearPrograms;

namespace PiecewiseLinear.Polyhedra.Tests;

/// <summary>Engines that fail or lie: what is proved from what they say must still be the truth, or nothing.</summary>
public sealed class LyingEngines
{
    private delegate LinearProgramCandidate Lie(HRepresentation rows, double[] objective, Random random);

    private static readonly Dictionary<string, Lie> s_lies = new(StringComparer.Ordinal)
    {
        ["says nothing"] = static (_, _, _) => new() { Status = CandidateStatus.Failed, Message = "out of order" },
        ["always optimal, no evidence"] = static (_, _, _) => new() { Status = CandidateStatus.Optimal },
        ["always infeasible"] = static (rows, _, _) => new() { Status = CandidateStatus.Infeasible, Multipliers = Fill(rows.Count, 1) },
        ["always unbounded"] = static (rows, c, _) => new() { Status = CandidateStatus.Unbounded, Point = new double[rows.Dimension], Ray = c },
        ["random basis"] = static (rows, _, random) => new() { Status = CandidateStatus.Optimal, Basis = RandomBasis(rows, random, 0) },
        ["rows that do not exist"] = static (rows, _, random) => new() { Status = CandidateStatus.Optimal, Basis = RandomBasis(rows, random, 7) },
        ["one row, many times"] = static (rows, _, _) => new() { Status = CandidateStatus.Optimal, Basis = new int[rows.Dimension] },
        ["not a number"] = static (rows, _, _) => new()
        {
            Status = CandidateStatus.Optimal,
            Point = Fill(rows.Dimension, double.NaN),
            Multipliers = Fill(rows.Count, double.NaN),
        },
        ["infinite"] = static (rows, _, _) => new()
        {
            Status = CandidateStatus.Unbounded,
            Point = Fill(rows.Dimension, double.PositiveInfinity),
            Ray = Fill(rows.Dimension, double.NegativeInfinity),
        },
        ["random numbers"] = static (rows, _, random) => new()
        {
            Status = (CandidateStatus)random.Next(4),
            Basis = RandomBasis(rows, random, 2),
            Point = [.. Fill(rows.Dimension, 0).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-60, 60)))],
            Multipliers = [.. Fill(rows.Count, 0).Select(_ => random.NextDouble() - 0.5)],
            Ray = [.. Fill(rows.Dimension, 0).Select(_ => random.NextDouble() - 0.5)],
        },
        ["wrong lengths"] = static (rows, _, _) => new()
        {
            Status = CandidateStatus.Optimal,
            Point = new double[rows.Dimension + 1],
            Multipliers = new double[rows.Count + 3],
            Ray = [],
            Basis = [],
        },
        ["right but one row"] = static (rows, c, random) => Truthful(rows, c, candidate => candidate with { Basis = Spoil(candidate.Basis!, rows.Count, random) }),
        ["right, called infeasible"] = static (rows, c, _) => Truthful(rows, c, static candidate => candidate with { Status = CandidateStatus.Infeasible }),
        ["right, multipliers negated"] = static (rows, c, _) => Truthful(rows, c, static candidate => candidate with
        {
            Multipliers = [.. (candidate.Multipliers ?? []).Select(static w => -w)],
        }),
    };

    [Fact]
    public void Nothing_false_is_proved_from_a_lie()
    {
        foreach (LinearProgramCase program in LinearProgramFamilies.Sample(60, 60, firstSeed: 301))
        {
            LinearProgramOutcome truth = LinearProgramSolverContract.Reference(program);
            foreach ((string name, Lie lie) in s_lies)
            {
                foreach (int pivots in (int[])[0, 1, 2_000])
                {
                    LinearProgramCandidate candidate = lie(program.Rows, program.Mirror(), new Random(program.Rows.Count + pivots));
                    LinearProgramOutcome outcome = LinearProgramSolverContract.Prove(program, candidate, new ExactBudget(pivots, 1 << 20));
                    bool honest = LinearProgramSolverContract.Same(outcome, truth) || (pivots < 2_000 && outcome is LinearProgramOutcome.Unknown);
                    Assert.True(honest, $"'{name}' with {pivots} exchanges leads to {outcome}; the truth is {truth}\n{program}");
                }
            }
        }
    }

    [Fact]
    public void Every_engine_that_lies_can_be_asked_through_the_port()
    {
        LinearProgramCase program = LinearProgramFamilies.Random(1, firstSeed: 77).Single();
        foreach ((_, Lie lie) in s_lies)
        {
            LinearProgramOutcome outcome = ExactLinearProgramming.Solve(
                program.Rows, program.Objective, new Liar(lie), ExactBudget.Default, CancellationToken.None);
            Assert.True(LinearProgramSolverContract.Same(outcome, LinearProgramSolverContract.Reference(program)));
        }
    }

    private static LinearProgramCandidate Truthful(HRepresentation rows, double[] objective, Func<LinearProgramCandidate, LinearProgramCandidate> twist)
    {
        using DenseSession session = new(rows);
        return twist(session.Maximize(objective, CancellationToken.None));
    }

    private static int[] Spoil(int[] basis, int rows, Random random)
    {
        if (basis.Length > 0)
        {
            basis[random.Next(basis.Length)] = random.Next(rows);
        }

        return basis;
    }

    private static int[] RandomBasis(HRepresentation rows, Random random, int beyond)
        => [.. Enumerable.Range(0, rows.Dimension).Select(_ => random.Next(-beyond, rows.Count + beyond + 1))];

    private static double[] Fill(int length, double value) => [.. Enumerable.Repeat(value, length)];

    private sealed class Liar(Lie lie) : ILinearProgramSolver
    {
        public LinearProgramEngine Engine => LinearProgramEngine.Auto;

        public ILinearProgramSession Open(HRepresentation constraints) => new Session(lie, constraints);

        private sealed class Session(Lie lie, HRepresentation rows) : ILinearProgramSession
        {
            public void SetActive(int row, bool active)
            {
            }

            public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
                => lie(rows, objective.ToArray(), new Random(1));

            public void Dispose()
            {
            }
        }
    }
}
