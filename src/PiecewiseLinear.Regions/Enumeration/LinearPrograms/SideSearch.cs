using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Decides whether a neuron takes a sign in the interior of a cell: by a ray from a point inside along its gradient, then by one linear program whose point, or whose
/// multipliers, prove the answer with rigorous bounds, and exactly where neither does (touching walls).
/// </summary>
/// <remarks>
/// Let gᵢ ≥ 0 be the rows of the cell and μᵢ ≥ 0 any numbers. On the cell z ≤ z + Σμᵢgᵢ, whose coefficients r and constant c are computed in double with their rounding
/// errors; on the cube that is at most c + ‖r‖₁ + errors. If this is ≤ 0 the side z &gt; 0 is empty, whatever the multipliers came from.
/// </remarks>
internal sealed class SideSearch(ProgramState state, bool recording = false)
{
    /// <summary>Multipliers below this part of the largest, and slacks below it, are left to the exact layer when a basis is to be cited.</summary>
    private static readonly double Negligible = Math.ScaleB(1d, -26);

    /// <summary>How far a program's optimum is drawn to a point inside; tried in turn, any of them is checked.</summary>
    private static readonly double[] Pulls = [Math.ScaleB(1d, -4), Math.ScaleB(1d, -10), Math.ScaleB(1d, -18), Math.ScaleB(1d, -30), Math.ScaleB(1d, -42)];

    private readonly ProgramBasis _basis = new(state);
    private readonly double[] _trial = new double[state.Plan.Dimension];
    private readonly double[] _residual = new double[state.Plan.Dimension + 1];
    private readonly double[] _magnitude = new double[state.Plan.Dimension + 1];

    /// <summary>After a search without success: the basis of the proof, where the search records.</summary>
    public ReadOnlySpan<int> Basis => _basis.Rows;

    /// <summary>Looks for a witness of a sign; when there is one it is added to the stack of witnesses, with its bits in the frame.</summary>
    /// <param name="rows">The programs of the stage.</param>
    /// <param name="frame">The stage.</param>
    /// <param name="bit">The neuron.</param>
    /// <param name="positive">Which sign.</param>
    /// <param name="inside">A witness of the cell.</param>
    /// <returns>Whether the sign occurs.</returns>
    /// <exception cref="RegionUndecidedException">The exact layer ran out of its budget.</exception>
    public bool Find(StageRows rows, LayerFrame frame, int bit, bool positive, int inside)
    {
        int row = rows.RowOf(bit, positive ? ActivationPhase.Inactive : ActivationPhase.Active);
        int side = rows.RowOf(bit, positive ? ActivationPhase.Active : ActivationPhase.Inactive);
        if (TryRay(rows[side], frame, bit, positive, inside))
        {
            return true;
        }

        LinearProgramCandidate candidate = rows.Violate(row, state.Point(inside));
        if (candidate.Point is { } point && Array.TrueForAll(point, double.IsFinite))
        {
            foreach (double pull in Pulls)
            {
                if (Try(point, pull, rows[side], frame, bit, positive, inside))
                {
                    return true;
                }
            }
        }

        return !(candidate.Multipliers is { } multipliers && IsEmpty(rows, side, row, multipliers) && (!recording || TakeBasis(rows, side, row, multipliers)))
            && FindExactly(rows, frame, bit, positive, inside, row, candidate);
    }

    /// <summary>Goes from the witness along the gradient, nine tenths of the way to the first row.</summary>
    private bool TryRay(SplitRow side, LayerFrame frame, int bit, bool positive, int inside)
    {
        ReadOnlySpan<double> start = state.Point(inside);
        double reach = double.PositiveInfinity;
        for (int c = 0; c < start.Length; c++)
        {
            double speed = side.Form[c];
            reach = speed != 0d ? Math.Min(reach, ((speed > 0d ? 1d - start[c] : 1d + start[c]) / Math.Abs(speed))) : reach;
        }

        foreach (SplitRow row in state.Rows)
        {
            double slope = 0d;
            for (int c = 0; c < start.Length; c++)
            {
                slope += row.Form[c] * side.Form[c];
            }

            reach = slope < 0d ? Math.Min(reach, row.Value(start) / -slope) : reach;
        }

        for (int c = 0; c < start.Length; c++)
        {
            _trial[c] = start[c] + (0.9d * reach * side.Form[c]);
        }

        return Accept(side, frame, bit, positive);
    }

    private bool Try(double[] point, double pull, SplitRow side, LayerFrame frame, int bit, bool positive, int inside)
    {
        ReadOnlySpan<double> start = state.Point(inside);
        for (int c = 0; c < point.Length; c++)
        {
            _trial[c] = point[c] + (pull * (start[c] - point[c]));
        }

        return Accept(side, frame, bit, positive);
    }

    /// <summary>Takes the trial point if it is proved to be strictly inside the cell and strictly on the side.</summary>
    private bool Accept(SplitRow side, LayerFrame frame, int bit, bool positive)
    {
        if (!(side.Value(_trial) > side.Bound) || !state.IsStrictlyInside(_trial))
        {
            return false;
        }

        int witness = state.AddWitness(_trial);
        frame.Filter(witness, _trial, 0d, frame.All);
        (positive ? frame.Positive : frame.Negative)[witness] |= 1UL << bit;
        return true;
    }

    /// <summary>
    /// Takes the basis of multipliers that are clearly positive, if they alone still prove it: the checker will solve for them.
    /// </summary>
    private bool TakeBasis(StageRows rows, int side, int row, double[] multipliers)
    {
        double top = multipliers.Max();
        for (int i = 0; i < multipliers.Length; i++)
        {
            multipliers[i] = multipliers[i] > Negligible * top ? multipliers[i] : 0d;
        }

        return IsEmpty(rows, side, row, multipliers, Negligible) && _basis.Take(rows, multipliers);
    }

    /// <summary>Whether multipliers prove that the open side of a neuron does not meet the cell.</summary>
    private bool IsEmpty(StageRows rows, int side, int row, double[] multipliers, double margin = 0d)
    {
        int k = _trial.Length, terms = 2;
        SplitRow own = rows[side];
        double errors = own.Form[k + 1];
        own.Form.AsSpan(0, k + 1).CopyTo(_residual);
        for (int c = 0; c <= k; c++)
        {
            _magnitude[c] = Math.Abs(_residual[c]);
        }

        double scale = Scale(rows, row, own);
        for (int i = rows.FirstSplit; i < multipliers.Length; i++)
        {
            if (multipliers[i] <= 0d || !rows.Active[i])
            {
                continue;
            }

            // The engine's multipliers are for mirrored rows; any nonnegative numbers are right, good ones are near the optimum.
            SplitRow g = rows[i];
            double weight = multipliers[i] * scale / Scale(rows, i, g);
            terms++;
            errors += weight * g.Form[k + 1];
            for (int c = 0; c <= k; c++)
            {
                _residual[c] += weight * g.Form[c];
                _magnitude[c] += weight * Math.Abs(g.Form[c]);
            }
        }

        double reach = 0d, sizes = 0d, gamma = ((2 * (terms + k)) + 8) * RoundingBounds.UnitRoundoff;
        for (int c = 0; c < k; c++)
        {
            reach += Math.Abs(_residual[c]);
            sizes += _magnitude[c];
        }

        double bound = _residual[k] + ((reach + (gamma * (sizes + _magnitude[k])) + errors + RoundingBounds.Underflow) * RoundingBounds.Inflation);
        return bound <= -margin * (sizes + _magnitude[k]);
    }

    /// <summary>The factor from a row's mirror to its double form.</summary>
    private static double Scale(StageRows rows, int row, SplitRow split)
    {
        double top = 0d, mirrored = 1d;
        for (int c = 0; c < split.Form.Length - 2; c++)
        {
            if (Math.Abs(split.Form[c]) > top)
            {
                (top, mirrored) = (Math.Abs(split.Form[c]), Math.Abs(rows.System.Columns[(c * rows.System.Stride) + row]));
            }
        }

        return mirrored > 0d ? top / mirrored : 1d;
    }

    private bool FindExactly(StageRows rows, LayerFrame frame, int bit, bool positive, int inside, int row, LinearProgramCandidate candidate)
    {
        state.ExactPrograms++;
        HalfSpace violated = rows.System.Rows[row];
        LinearProgramOutcome outcome = ExactLinearProgramming.Prove(rows.System, rows.Active, violated.Normal, candidate, ExactBudget.Default, CancellationToken.None);
        if (outcome is not LinearProgramOutcome.Optimal optimal)
        {
            throw new RegionUndecidedException(
                $"neuron {frame.Neuron(bit)} of layer {frame.Layer}: {(outcome is LinearProgramOutcome.Unknown unknown ? unknown.Reason : outcome.GetType().Name)}");
        }

        if (optimal.Value <= violated.Offset)
        {
            if (recording && !_basis.Take(rows, optimal))
            {
                throw new RegionUndecidedException($"neuron {frame.Neuron(bit)} of layer {frame.Layer}: no clear basis for the certificate was found");
            }

            return false;
        }

        // From the optimum a small step towards the point inside: strictly inside all rows, still beyond this one.
        Rational[] start = state.ExactPoint(inside);
        Rational excess = optimal.Value - violated.Offset, loss = optimal.Value;
        for (int c = 0; c < start.Length; c++)
        {
            loss -= start[c] * violated.Normal[c];
        }

        // Without a loss the form is constant on the cell.
        Rational step = loss.IsZero ? new Rational(1, 16) : Rational.Min(new Rational(1, 16), excess / (2 * loss));
        int witness = state.AddWitness([.. optimal.Point.Zip(start, (a, b) => a + (step * (b - a)))]);
        frame.Filter(witness, state.Point(witness), state.Witnesses.Errors[witness], frame.All);
        (positive ? frame.Positive : frame.Negative)[witness] |= 1UL << bit;
        return true;
    }
}
