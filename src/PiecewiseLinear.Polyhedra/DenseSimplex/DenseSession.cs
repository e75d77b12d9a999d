namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// A sequence of linear programs over one set of rows, solved by <see cref="DenseSimplex"/>. Each program starts where the last one ended if that
/// point still satisfies the active rows, otherwise from the last point seen that satisfied all rows, otherwise by going against the violated rows.
/// </summary>
/// <remarks>
/// <see cref="Solve(ReadOnlySpan{double}, CancellationToken)"/> allocates nothing; <see cref="Maximize(ReadOnlySpan{double}, CancellationToken)"/> copies
/// its result into a candidate. Not for use by two threads at once.
/// </remarks>
public sealed unsafe class DenseSession : ILinearProgramSession
{
    private const int Attempts = 4;
    private readonly RowScaling _scaling;
    private readonly ActiveSet _state;
    private readonly PrimalSearch _search;
    private bool _started;
    private bool _allFeasible;
    private bool _moved = true;
    private int _violated = -1;

    /// <summary>A session on the given rows, all of them active.</summary>
    public DenseSession(HRepresentation constraints)
    {
        Constraints = constraints;
        _scaling = RowScaling.Of(constraints);
        _state = new ActiveSet(constraints, _scaling);
        _search = new PrimalSearch(_state);
    }

    /// <summary>The rows.</summary>
    public HRepresentation Constraints { get; }

    /// <summary>The number of changes of the active set in the last program.</summary>
    public int Steps => _search.Steps;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void SetActive(int row, bool active)
    {
        if ((uint)row >= (uint)_state.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"expected a row between 0 and {_state.Count - 1}");
        }

        _state.Active[row] = active ? -1 : 0;
    }

    /// <inheritdoc/>
    public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
        => Describe(Solve(objective, cancellationToken));

    /// <summary>As <see cref="Maximize(ReadOnlySpan{double}, CancellationToken)"/>, starting at a given point with no row tight.</summary>
    /// <param name="objective">The d coefficients of the objective.</param>
    /// <param name="startPoint">Where to start; best strictly inside the active rows, then no feasible point need be searched for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, ReadOnlySpan<double> startPoint, CancellationToken cancellationToken)
    {
        StartAt(startPoint);
        return Describe(Solve(objective, cancellationToken));
    }

    /// <summary>Moves to a point with no row tight; the next program starts there.</summary>
    /// <exception cref="ArgumentException">The point has not d coordinates.</exception>
    public void StartAt(ReadOnlySpan<double> point)
    {
        Require(point, nameof(point));
        Span<double> scaled = stackalloc double[Math.Min(point.Length, 256)];
        scaled = point.Length > scaled.Length ? new double[point.Length] : scaled;
        for (int j = 0; j < point.Length; j++)
        {
            scaled[j] = Shift(point[j], -(_scaling.Columns?[j] ?? 0) - _scaling.Offset);
        }

        _state.Restart(scaled);
        _started = true;
        _allFeasible = false;
        _moved = true;
    }

    /// <summary>Looks for a maximum and leaves the result in the session (see <see cref="CopyPoint"/>); allocates nothing.</summary>
    /// <param name="objective">The d coefficients of the objective.</param>
    /// <param name="cancellationToken">Ends the search; then the status is <see cref="CandidateStatus.Failed"/>.</param>
    /// <exception cref="ArgumentException">The objective has not d coefficients.</exception>
    public CandidateStatus Solve(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
    {
        Require(objective, nameof(objective));
        _search.Begin();
        _violated = -1;
        if (!_started)
        {
            _state.Restart([]);
            _started = true;
        }

        SearchEnd end = SearchEnd.Lost;
        for (int attempt = 0; end == SearchEnd.Lost && attempt < Attempts; attempt++)
        {
            end = Feasible() ? SearchEnd.Met : Reach(cancellationToken);
            if (end == SearchEnd.Optimal)
            {
                _moved = true;
                return CandidateStatus.Infeasible;
            }

            if (end == SearchEnd.Met)
            {
                Aim(objective);
                end = _search.Climb(_state.Objective, -1, cancellationToken);
            }
        }

        _moved |= _search.Steps > 0;
        return end switch
        {
            SearchEnd.Optimal => CandidateStatus.Optimal,
            SearchEnd.Unbounded => CandidateStatus.Unbounded,
            _ => CandidateStatus.Failed,
        };
    }

    /// <summary>Writes the point where the last program ended.</summary>
    public void CopyPoint(Span<double> target)
    {
        for (int j = 0; j < _state.Dimension; j++)
        {
            target[j] = Shift(_state.Point[j], (_scaling.Columns?[j] ?? 0) + _scaling.Offset);
        }
    }

    /// <summary>Nothing is held that needs to be released.</summary>
    public void Dispose() => _started = false;

    private static double Shift(double value, int exponent) => exponent == 0 ? value : Math.ScaleB(value, exponent);

    private void Require(ReadOnlySpan<double> vector, string name)
    {
        if (vector.Length != _state.Dimension)
        {
            throw new ArgumentException($"{vector.Length} numbers, expected {_state.Dimension}", name);
        }
    }

    private void Aim(ReadOnlySpan<double> objective)
    {
        for (int j = 0; j < objective.Length; j++)
        {
            _state.Objective[j] = Shift(objective[j], _scaling.Columns?[j] ?? 0);
        }
    }

    /// <summary>Whether the search may start from here or from the saved point; keeps the better of the two.</summary>
    private bool Feasible()
    {
        if (!_search.Gate(out bool all))
        {
            if (!_state.HasSaved)
            {
                return false;
            }

            _state.Restore();
            _moved = false;
            return _search.Gate();
        }

        if (_moved && (all || !_allFeasible))
        {
            _state.Save();
            _allFeasible = all;
            _moved = false;
        }

        return true;
    }

    /// <summary>Meets the violated rows one after the other; <see cref="SearchEnd.Optimal"/> if one of them cannot be met.</summary>
    private SearchEnd Reach(CancellationToken cancellationToken)
    {
        while (true)
        {
            int row = RowKernels.MostViolated(_state.Slack, _state.Active, _state.Stride, PrimalSearch.FeasibilityTolerance);
            if (row < 0)
            {
                return _search.Gate() ? SearchEnd.Met : SearchEnd.Stopped;
            }

            _state.Gather(row);
            for (int j = 0; j < _state.Dimension; j++)
            {
                _state.Objective[j] = -_state.Row[j];
            }

            SearchEnd end = _search.Climb(_state.Objective, row, cancellationToken);
            if (end != SearchEnd.Met)
            {
                _violated = row;
                return end == SearchEnd.Optimal ? end : SearchEnd.Stopped;
            }
        }
    }

    private LinearProgramCandidate Describe(CandidateStatus status)
    {
        double[]? multipliers = status is CandidateStatus.Optimal or CandidateStatus.Infeasible ? Weights() : null;
        _state.Settle();
        double[] point = new double[_state.Dimension];
        CopyPoint(point);
        if (status == CandidateStatus.Failed || Array.Exists(point, static x => !double.IsFinite(x)))
        {
            return new LinearProgramCandidate
            {
                Status = CandidateStatus.Failed,
                Message = $"the dense simplex stopped after {_search.Steps} steps on {_state.Count} rows × {_state.Dimension} variables",
            };
        }

        return new LinearProgramCandidate
        {
            Status = status,
            Basis = Tight(),
            Point = point,
            Multipliers = multipliers,
            Ray = status == CandidateStatus.Unbounded ? Ray() : null,
        };
    }

    private double[] Weights()
    {
        double[] weights = new double[_state.Count];
        for (int k = 0; k < _state.Dimension; k++)
        {
            if (!_state.IsSoft(k))
            {
                int row = _state.Places[k];
                weights[row] = Math.Max(0, Shift(_state.Multipliers[k], _scaling.Rows?[row] ?? 0));
            }
        }

        if (_violated >= 0)
        {
            weights[_violated] = Shift(1, _scaling.Rows?[_violated] ?? 0);
        }

        return weights;
    }

    private int[] Tight()
    {
        int count = 0;
        for (int k = 0; k < _state.Dimension; k++)
        {
            count += _state.IsSoft(k) ? 0 : 1;
        }

        int[] rows = new int[count];
        for (int k = _state.Dimension - 1; k >= 0; k--)
        {
            if (!_state.IsSoft(k))
            {
                rows[--count] = _state.Places[k];
            }
        }

        return rows;
    }

    private double[] Ray()
    {
        double[] ray = new double[_state.Dimension];
        for (int j = 0; j < ray.Length; j++)
        {
            ray[j] = Shift(_state.Direction[j], _scaling.Columns?[j] ?? 0);
        }

        return ray;
    }
}
