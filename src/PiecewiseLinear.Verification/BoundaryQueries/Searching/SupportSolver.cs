using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Asks the solver of logic about one support.</summary>
internal sealed class SupportSolver(QueryFrame frame, ChangeSpace space)
{
    private const int MostCuts = 200;

    /// <summary>The number of checks so far.</summary>
    public long Checks { get; private set; }

    /// <summary>The largest number of neurons that became cases.</summary>
    public int MostCases { get; private set; }

    /// <summary>Looks for a point on a support within a time limit.</summary>
    public SearchOutcome Solve(SupportNode node, TimeSpan? limit, CancellationToken cancellationToken)
    {
        SupportEncoding encoding = new(space, node);
        MostCases = Math.Max(MostCases, encoding.Cases);
        using ISatisfiabilitySession session = frame.Query.Solver.Open(new SatisfiabilityLimits { Time = limit, MemoryMegabytes = frame.Query.Options.MemoryMegabytes });
        session.Assert(encoding.Write(frame.Cases, frame.Query.Constraints, cancellationToken), cancellationToken);
        if (frame.Query.Constraints is { } constraints)
        {
            session.Assert(constraints.ToScript(), cancellationToken);
        }

        ImmutableArray<WantedConstant> own = frame.Query.Constraints?.Constants ?? [];
        ImmutableArray<WantedConstant> wanted = [.. encoding.FreeInputs.Select(static j => new WantedConstant(SmtText.Input(j), SmtSort.Real)), .. own];
        for (int cut = 0; cut <= MostCuts; cut++)
        {
            Checks++;
            switch (session.Check(wanted, cancellationToken))
            {
                case SatisfiabilityOutcome.Unsatisfied:
                    return new SearchOutcome.None(BoundaryEvidence.SolverClaim, null);
                case SatisfiabilityOutcome.Unknown unknown:
                    return new SearchOutcome.Unknown(unknown.Reason);
                case SatisfiabilityOutcome.Satisfied satisfied when satisfied.Values.Length != wanted.Length:
                    return new SearchOutcome.Unknown($"{frame.Query.Solver.Name} returned {satisfied.Values.Length} values where {wanted.Length} were wanted");
                case SatisfiabilityOutcome.Satisfied satisfied:
                    ImmutableArray<Rational> input = Input(encoding.FreeInputs, satisfied.Values);
                    if (CutOf(input, encoding.FreeInputs) is { } separating)
                    {
                        session.Assert(separating, cancellationToken);
                        continue;
                    }

                    ImmutableArray<(string, SmtSort, Rational)> constants = [.. own.Select((c, k) => (c.Name, c.Sort, satisfied.Values[encoding.FreeInputs.Length + k]))];
                    return AnswerCheck.Confirm(frame, space, input, constants, cancellationToken) is { } point
                        ? new SearchOutcome.Found(point)
                        : new SearchOutcome.Unknown($"the point that {frame.Query.Solver.Name} proposed does not satisfy the conditions when it is evaluated exactly");
                default:
                    throw new InvalidOperationException("an outcome of a kind that is not known");
            }
        }

        return new SearchOutcome.Unknown($"the Euclidean ball was not separated from the other conditions by {MostCuts} tangents");
    }

    private ImmutableArray<Rational> Input(ImmutableArray<int> free, ImmutableArray<Rational> values)
    {
        Rational[] input = [.. space.Point];
        for (int k = 0; k < free.Length; k++)
        {
            input[free[k]] = values[k];
        }

        return ImmutableArray.Create(input);
    }

    /// <summary>
    /// A Euclidean ball is stated by its tangents, added where a model is outside: for every direction g, ⟨g, x − p⟩ ≤ ‖g‖·r, with ‖g‖ and r rounded up. Null where the model lies in all Euclidean balls.
    /// </summary>
    private string? CutOf(ImmutableArray<Rational> input, ImmutableArray<int> free)
    {
        Rational[] change = [.. input.Zip(space.Point, static (x, p) => x - p)];
        foreach (ChangeBall ball in space.Balls.Where(static ball => ball.Norm == VectorNorm.L2))
        {
            if (ball.Contains(change))
            {
                continue;
            }

            ImmutableArray<(int Input, Rational G)> direction = [.. free.Select(j => (j, Rational.FromDouble((float)change[j].ToDoubleApproximate())))];
            ChangeBall length = new(VectorNorm.L2, new ExactDistance(VectorNorm.L2, direction.Aggregate(Rational.Zero, static (sum, g) => sum + (g.G * g.G))), IsOpen: false);
            Rational offset = (length.RadiusAbove * ball.RadiusAbove) + direction.Aggregate(Rational.Zero, (sum, g) => sum + (g.G * space.Point[g.Input]));
            return string.Concat(direction.Select(static g => $"(declare-fun {SmtText.Input(g.Input)} () Real)"))
                + $"(assert (<= {SmtText.Sum(direction.Select(static g => (g.G, SmtText.Input(g.Input))), Rational.Zero)} {SmtText.Number(offset)}))";
        }

        return null;
    }
}
