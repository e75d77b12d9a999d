using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The exact active-set simplex: from the basis that a candidate suggests, exact exchanges until the answer is proved. If the suggestion was right there
/// is no exchange, only the two solutions that check it.
/// </summary>
/// <remarks>
/// Violated rows are met one at a time (the <em>target</em>), keeping those that hold. While the point moves, the leaving place is the one with the largest multiplier;
/// while it stands still, Bland's rule chooses the lowest row to leave and to enter. Soft places leave once and never return. Hence every stretch
/// without movement is finite, every movement improves the stage's objective strictly, there are finitely many bases, and the search
/// terminates. (R. G. Bland, <em>New finite pivoting rules for the simplex method</em>, 1977.)
/// </remarks>
internal sealed class ExactSearch(ExactProgram program, ExactBasis basis, double[]? preference, ExactBudget budget)
{
    private int _pivots;
    private bool _still;
    private int _target = -1;

    /// <summary>Runs the search until it ends, or is stopped with <see cref="OperationCanceledException"/>; the outcome is still to be verified.</summary>
    public LinearProgramOutcome Run()
    {
        while (true)
        {
            program.Stop.ThrowIfCancellationRequested();
            if (basis.Point() is not { } point)
            {
                return new LinearProgramOutcome.Unknown("the rows of the basis are dependent");
            }

            sbyte[] signs = program.SlackSigns(point);
            ChooseTarget(signs);
            if (basis.Multipliers(Ascent()) is not { } multipliers)
            {
                return new LinearProgramOutcome.Unknown("the rows of the basis are dependent");
            }

            if (Exhausted(point, multipliers) is { } reason)
            {
                return new LinearProgramOutcome.Unknown(reason);
            }

            int place = Leaving(multipliers);
            if (place < 0)
            {
                return _target < 0 ? Optimal(point, multipliers) : Infeasible(multipliers);
            }

            if (basis.Direction(place, down: multipliers.Numerators[place].Sign < 0) is not { } direction)
            {
                return new LinearProgramOutcome.Unknown("the rows of the basis are dependent");
            }

            ExactRatioTest test = new(program, basis, point, direction, signs);
            int entering = test.Choose(_target);
            if (entering < 0)
            {
                return new LinearProgramOutcome.Unbounded(Rationals(point), Rationals(direction));
            }

            if (_pivots++ >= budget.MaxPivots)
            {
                return new LinearProgramOutcome.Unknown($"not proved within {budget.MaxPivots} exact pivots");
            }

            _still = test.IsStandstill(entering);
            basis.Replace(place, entering);
        }
    }

    private static ImmutableArray<Exact.Rational> Rationals(ExactVector vector)
        => [.. Enumerable.Range(0, vector.Numerators.Length).Select(j => vector[j])];

    /// <summary>The row to be met next: the present one while it is violated, then the violated row that the candidate blames most.</summary>
    private void ChooseTarget(sbyte[] signs)
    {
        if (_target >= 0 && signs[_target] < 0)
        {
            return;
        }

        _target = -1;
        for (int i = 0; i < signs.Length; i++)
        {
            if (signs[i] < 0 && (_target < 0 || (preference is not null && preference[i] > preference[_target])))
            {
                _target = i;
            }
        }

        _still = false;
    }

    private ImmutableArray<BigInteger> Ascent()
        => _target < 0 ? program.Objective : [.. program.Rows.Rows[_target].Normal.Select(static a => -a)];

    private string? Exhausted(ExactVector point, ExactVector multipliers)
    {
        long bits = Math.Max(point.Bits, multipliers.Bits);
        return bits > budget.MaxBits
            ? $"an exact solution has integers of {bits} bits, the budget is {budget.MaxBits}"
            : null;
    }

    private int Leaving(ExactVector multipliers)
    {
        int best = -1;
        for (int k = 0; k < multipliers.Numerators.Length; k++)
        {
            BigInteger multiplier = multipliers.Numerators[k];
            if (multiplier.IsZero || (multiplier.Sign > 0 && !basis.IsSoft(k)))
            {
                continue;
            }

            bool better = best < 0 || (_still || basis.IsSoft(k) != basis.IsSoft(best)
                ? basis.Places[k] < basis.Places[best]
                : BigInteger.Abs(multiplier) > BigInteger.Abs(multipliers.Numerators[best]));
            best = better ? k : best;
        }

        return best;
    }

    private LinearProgramOutcome.Optimal Optimal(ExactVector point, ExactVector multipliers)
        => new(
            new Exact.Rational(point.Dot(program.Objective), point.Denominator),
            Rationals(point),
            Weights(multipliers));

    private LinearProgramOutcome.Infeasible Infeasible(ExactVector multipliers)
        => new(new FarkasCertificate([.. Weights(multipliers).Append(new RowMultiplier(_target, Exact.Rational.One)).OrderBy(static m => m.Row)]));

    private ImmutableArray<RowMultiplier> Weights(ExactVector multipliers)
        => [.. Enumerable.Range(0, multipliers.Numerators.Length)
            .Where(k => !basis.IsSoft(k) && !multipliers.Numerators[k].IsZero)
            .Select(k => new RowMultiplier(basis.Places[k], multipliers[k]))
            .OrderBy(static m => m.Row)];
}
