using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Turns what a floating-point engine believes into what is proved: floats propose, rationals decide.
/// </summary>
/// <remarks>
/// The candidate's basis (if it has none: the rows that its multipliers and its point suggest) is solved exactly, for the point and for the multipliers. If all slacks and
/// multipliers are ≥ 0, that is the proof; otherwise exact exchanges lead on from there, and they terminate. A candidate is never believed,
/// only used as a starting place, so that a wrong one costs time and nothing else. Slacks are decided by double enclosures with a proven error
/// bound where these suffice. Every outcome is verified from the rows alone before it is returned.
/// </remarks>
public static class ExactLinearProgramming
{
    /// <summary>Proves max {⟨objective, x⟩ : x in all rows} from a candidate.</summary>
    /// <inheritdoc cref="Prove(HRepresentation, ReadOnlySpan{bool}, ImmutableArray{BigInteger}, LinearProgramCandidate, ExactBudget, CancellationToken)"/>
    public static LinearProgramOutcome Prove(
        HRepresentation rows, ImmutableArray<BigInteger> objective, LinearProgramCandidate candidate, ExactBudget budget, CancellationToken cancellationToken)
        => Prove(rows, [], objective, candidate, budget, cancellationToken);

    /// <summary>Proves max {⟨objective, x⟩ : x in the active rows} from a candidate.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="active">One flag a row, or empty for all rows.</param>
    /// <param name="objective">The d integer coefficients; multipliers in the outcome are in this scale and that of the exact rows: Σλᵢaᵢ = objective.</param>
    /// <param name="candidate">Where to start; any part of it may be missing or wrong.</param>
    /// <param name="budget">How much exact work to spend.</param>
    /// <param name="cancellationToken">Ends the work; the outcome is then unknown.</param>
    /// <returns>A proved outcome, or <see cref="LinearProgramOutcome.Unknown"/> with the reason.</returns>
    /// <exception cref="ArgumentException">The flags or the objective have the wrong length.</exception>
    public static LinearProgramOutcome Prove(
        HRepresentation rows,
        ReadOnlySpan<bool> active,
        ImmutableArray<BigInteger> objective,
        LinearProgramCandidate candidate,
        ExactBudget budget,
        CancellationToken cancellationToken)
    {
        ExactProgram program = new(rows, active, objective, cancellationToken);
        try
        {
            ExactBasis basis = new(program, BasisGuess.Rows(program, candidate), candidate.Point);
            LinearProgramOutcome outcome = new ExactSearch(program, basis, BasisGuess.Weights(program, candidate), budget).Run();
            return OutcomeVerification.Proves(program, outcome)
                ? outcome
                : throw new InvalidOperationException($"an exact outcome of {rows.Count} rows × {rows.Dimension} variables failed its verification: {outcome}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped();
        }
    }

    /// <summary>Solves max {⟨objective, x⟩ : x in all rows} with an engine and proves the result.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="objective">The d integer coefficients of the objective.</param>
    /// <param name="solver">The engine; if it fails, the exact layer does all the work within the budget.</param>
    /// <param name="budget">How much exact work to spend.</param>
    /// <param name="cancellationToken">Ends the work; the outcome is then unknown.</param>
    public static LinearProgramOutcome Solve(
        HRepresentation rows, ImmutableArray<BigInteger> objective, ILinearProgramSolver solver, ExactBudget budget, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Stopped();
        }

        double[] mirrored = new double[objective.Length];
        new HalfSpace(objective, BigInteger.Zero).Mirror(mirrored, out _);
        using ILinearProgramSession session = solver.Open(rows);
        return Prove(rows, objective, session.Maximize(mirrored, cancellationToken), budget, cancellationToken);
    }

    private static LinearProgramOutcome.Unknown Stopped() => new("stopped before anything was proved");
}
