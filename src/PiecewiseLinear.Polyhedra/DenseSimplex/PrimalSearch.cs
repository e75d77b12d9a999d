namespace PiecewiseLinear.Polyhedra;

/// <summary>How a search over the active set ended.</summary>
internal enum SearchEnd
{
    /// <summary>All multipliers of rows are nonnegative, those of soft places zero.</summary>
    Optimal,

    /// <summary>No row stops the step along the direction.</summary>
    Unbounded,

    /// <summary>The row that the search went against is met.</summary>
    Met,

    /// <summary>Rounding had moved the point out of the polyhedron, as a fresh computation of the slacks showed.</summary>
    Lost,

    /// <summary>The search was stopped, by cancellation or after too many steps.</summary>
    Stopped,
}

/// <summary>The steps of the dense simplex on an <see cref="ActiveSet"/>. The tolerances steer the search; nothing is decided here.</summary>
internal sealed unsafe class PrimalSearch(ActiveSet state)
{
    /// <summary>Violations up to this much, in scaled rows, count as met: 2⁻³⁴.</summary>
    public const double FeasibilityTolerance = 5.8207660913467407e-11;

    /// <summary>How far Harris' ratios may overstep a row; well below the tolerance, so that what was met stays met.</summary>
    private const double Relaxation = FeasibilityTolerance / 16;

    private const double CosineTolerance = 1e-11;
    private const double PivotTolerance = 1e-9;
    private const double WeakPivot = 1e-6;
    private const double GoodPivot = 1e-3;
    private const int StallLimit = 40;
    private const int RefactorAge = 120;

    private int _stall;
    private int _steps;

    /// <summary>The number of steps of the last program.</summary>
    public int Steps => _steps;

    /// <summary>Starts counting for a new program.</summary>
    public void Begin()
    {
        _steps = 0;
        _stall = 0;
    }

    /// <summary>Sets the rows that block: active, met, and not in the active set. Answers whether all active rows are met.</summary>
    public bool Gate() => Gate(out _);

    /// <summary>As <see cref="Gate()"/>; also whether the rows that are not active are met as well.</summary>
    public bool Gate(out bool all)
    {
        bool met = RowKernels.Gate(state.Slack, state.Active, state.Gate, state.Stride, FeasibilityTolerance, out all);
        foreach (int place in state.Places)
        {
            if (place >= 0)
            {
                state.Gate[place] = 0;
            }
        }

        return met;
    }

    /// <summary>Goes up along the objective; with <paramref name="target"/> ≥ 0, only until that (violated) row is met.</summary>
    public SearchEnd Climb(double* objective, int target, CancellationToken cancellationToken)
    {
        int limit = 1000 + (50 * (state.Count + state.Dimension));
        double squaredLength = RowKernels.Dot(objective, objective, state.Width);
        while (true)
        {
            if (state.Age > RefactorAge && !Renew(cancellationToken) && target < 0)
            {
                return SearchEnd.Lost;
            }

            int place = Price(objective, squaredLength);
            if (place < 0)
            {
                return SearchEnd.Optimal;
            }

            if (_steps++ > limit || cancellationToken.IsCancellationRequested)
            {
                return SearchEnd.Stopped;
            }

            double sign = state.Multipliers[place] < 0 ? -1 : 1;
            double length = Math.Sqrt(state.SquaredNorms[place]);
            state.Aim(place, sign / length);
            int entering = Ratio(target, out double step);
            if (entering < 0)
            {
                return SearchEnd.Unbounded;
            }

            if (state.Change[entering] is < WeakPivot and > -WeakPivot && state.Age > 0)
            {
                if (!Renew(cancellationToken) && target < 0)
                {
                    return SearchEnd.Lost;
                }

                continue;
            }

            _stall = step < FeasibilityTolerance ? _stall + 1 : 0;
            state.Exchange(place, entering, step);
            if (target >= 0 && state.Slack[target] >= -FeasibilityTolerance)
            {
                return SearchEnd.Met;
            }

            if (target >= 0)
            {
                Gate();
            }
        }
    }

    /// <summary>The place to leave: steepest improvement per unit of length, or, after a long stall, the one with the lowest row.</summary>
    private int Price(double* objective, double squaredLength)
    {
        int best = -1;
        double least = CosineTolerance * CosineTolerance * squaredLength;
        double steepest = 0;
        state.Combine(objective, state.Multipliers);
        for (int k = 0; k < state.Dimension; k++)
        {
            double multiplier = state.Multipliers[k];
            double square = multiplier * multiplier, norm = state.SquaredNorms[k];
            if ((multiplier < 0 || (multiplier > 0 && state.IsSoft(k))) && square > least * norm)
            {
                bool better = _stall > StallLimit ? best < 0 || state.Places[k] < state.Places[best] : square > steepest * norm;
                if (better)
                {
                    steepest = square / norm;
                    best = k;
                }
            }
        }

        return best;
    }

    private bool Renew(CancellationToken cancellationToken)
    {
        state.Refactor(cancellationToken);
        return Gate();
    }

    /// <summary>The row that stops the step along the (unit) direction, and how far it is; −1 if none does.</summary>
    private int Ratio(int target, out double step)
    {
        double bound = RowKernels.Advance(
            state.Columns, state.Stride, state.Direction, state.Dimension, state.Slack, state.Gate, PivotTolerance, state.Change, out int entering);
        if (target >= 0 && state.Change[target] < 0 && state.Slack[target] >= bound * state.Change[target])
        {
            step = state.Slack[target] / state.Change[target];
            return target;
        }

        if (entering >= 0 && (_stall > StallLimit || bound < FeasibilityTolerance || state.Change[entering] < GoodPivot))
        {
            double relaxed = RowKernels.Bound(state.Slack, state.Change, state.Gate, state.Stride, PivotTolerance, Relaxation);
            entering = _stall > StallLimit
                ? Lowest(relaxed)
                : RowKernels.Pick(state.Slack, state.Change, state.Gate, state.Stride, PivotTolerance, relaxed);
        }

        step = entering < 0 ? 0 : Math.Max(0, state.Slack[entering] / state.Change[entering]);
        return entering;
    }

    /// <summary>The first gated row that is hit no later than the bound (Bland's rule).</summary>
    private int Lowest(double bound)
    {
        for (int i = 0; i < state.Count; i++)
        {
            if (state.Gate[i] != 0 && state.Change[i] > PivotTolerance && state.Slack[i] <= bound * state.Change[i])
            {
                return i;
            }
        }

        return -1;
    }
}
