using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>What a search in doubles believes about the nearest point of a polyhedron. Nothing of it is trusted: bounds and answers that are taken from it are proved.</summary>
public sealed class ProposedNearestPoint
{
    private readonly CenteredRows _rows;
    private readonly VectorNorm _norm;
    private readonly NearestPointCandidate? _projection;
    private readonly DistanceProgram? _program;
    private readonly LinearProgramCandidate? _optimum;

    internal ProposedNearestPoint(
        CenteredRows rows, VectorNorm norm, NearestPointCandidate? projection, DistanceProgram? program, LinearProgramCandidate? optimum)
    {
        _rows = rows;
        _norm = norm;
        _projection = projection;
        _program = program;
        _optimum = optimum;
    }

    /// <summary>
    /// Multipliers for a lower bound of the distance: those of the search, rounded to 30 bits, or a single violated row if that proves more. Empty when the point is
    /// in the polyhedron.
    /// </summary>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    public ImmutableArray<RowMultiplier> Multipliers(CancellationToken cancellationToken = default)
    {
        if (_rows.Contradiction is >= 0 and var contradiction)
        {
            return [new RowMultiplier(contradiction, Rational.One)];
        }

        ImmutableArray<RowMultiplier> searched = Rounded(_projection?.Multipliers ?? _optimum?.Multipliers), single = MostViolated(cancellationToken);
        return searched.IsEmpty || (DistanceBound.Of(_rows, _norm, searched, cancellationToken) is { } bound && DistanceBound.Of(_rows, _norm, single, cancellationToken) is { } one && one > bound)
            ? single
            : searched;
    }

    /// <summary>A proved lower bound of the distance, as a rule within a relative 1e-6 of it; null when the polyhedron is proved to be empty.</summary>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    public ExactDistance? LowerBound(CancellationToken cancellationToken = default) => DistanceBound.Of(_rows, _norm, Multipliers(cancellationToken), cancellationToken);

    /// <summary>Proves the distance, starting from what is believed.</summary>
    /// <param name="budget">The limits of the exact layer.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    public NearestPointOutcome Prove(ExactBudget budget, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        NearestPointOutcome outcome = Decide(budget, cancellationToken);
        return NearestPointVerification.Proves(_rows.Original, _rows.Point, _norm, outcome, cancellationToken)
            ? outcome
            : throw new InvalidOperationException(
                $"an exact nearest point of {_rows.Count} rows × {_rows.Dimension} variables failed its verification: {outcome}");
    }

    private NearestPointOutcome Decide(ExactBudget budget, CancellationToken cancellationToken)
    {
        if (_rows.Contradiction is >= 0 and var contradiction)
        {
            return new NearestPointOutcome.Empty(new FarkasCertificate([new RowMultiplier(contradiction, Rational.One)]));
        }

        if (_rows.ContainsPoint)
        {
            return new NearestPointOutcome.Found(_rows.Point, ExactDistance.Zero(_norm), []);
        }

        return _program is not null
            ? OfProgram(_program, budget, cancellationToken)
            : new ExactProjection(_rows, budget, cancellationToken).Run(_projection?.ActiveRows ?? []);
    }

    private NearestPointOutcome OfProgram(DistanceProgram program, ExactBudget budget, CancellationToken cancellationToken)
    {
        LinearProgramOutcome outcome = ExactLinearProgramming.Prove(program.Rows, program.Objective, _optimum!, budget, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        switch (outcome)
        {
            case LinearProgramOutcome.Optimal optimal:
                ImmutableArray<Rational> nearest = _rows.ToOriginal(program.Step(optimal.Point));
                return new NearestPointOutcome.Found(
                    nearest, ExactDistance.OfVector(_norm, [.. nearest.Zip(_rows.Point, static (x, p) => x - p)]), program.Own(optimal.Multipliers));
            case LinearProgramOutcome.Infeasible infeasible:
                return new NearestPointOutcome.Empty(new FarkasCertificate(program.Own(infeasible.Certificate.Multipliers)));
            case LinearProgramOutcome.Unknown unknown:
                return new NearestPointOutcome.Unknown(unknown.Reason);
            default:
                throw new InvalidOperationException($"the program of a distance, which is bounded, was answered with {outcome.GetType().Name}");
        }
    }

    /// <summary>Multipliers in the scale of the mirror as exact numbers of at most 30 bits relative to the largest.</summary>
    private ImmutableArray<RowMultiplier> Rounded(double[]? multipliers)
    {
        double largest = 0;
        for (int i = 0; multipliers is not null && i < Math.Min(multipliers.Length, _rows.Count); i++)
        {
            largest = double.IsFinite(multipliers[i]) ? Math.Max(largest, multipliers[i]) : largest;
        }

        if (largest == 0)
        {
            return [];
        }

        ImmutableArray<RowMultiplier>.Builder result = ImmutableArray.CreateBuilder<RowMultiplier>();
        for (int i = 0; i < Math.Min(multipliers!.Length, _rows.Count); i++)
        {
            long weight = double.IsFinite(multipliers[i]) ? (long)((multipliers[i] / largest * (1 << 30)) + 0.5) : 0;
            if (weight > 0)
            {
                // Mirrored row = row/2^e: the multiplier of the row itself is the mirror's divided by 2^e.
                result.Add(new RowMultiplier(i, new Dyadic(weight, -_rows.Local.ScaleExponent(i)).ToRational()));
            }
        }

        return result.ToImmutable();
    }

    private ImmutableArray<RowMultiplier> MostViolated(CancellationToken cancellationToken)
    {
        int worst = -1;
        double most = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double length = _rows.Slack(i).Sign < 0 ? DualNorms.Approximate(_rows.Local, i, _norm) : 0;
            if (length > 0 && -_rows.Local.Offsets[i] / length > most)
            {
                (worst, most) = (i, -_rows.Local.Offsets[i] / length);
            }
        }

        return worst < 0 ? [] : [new RowMultiplier(worst, Rational.One)];
    }
}
