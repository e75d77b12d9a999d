using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>One CLP model: min ⟨−c, x⟩ over the active rows, re-solved from its last basis.</summary>
/// <remarks>
/// After a change of bounds the old basis is still dual feasible, so the dual simplex goes on from it; after a change of the objective alone
/// it is still primal feasible and the primal simplex does. "Infeasible" wants a ray that is a contradiction (CLP 1.17's dual simplex now and
/// then leaves one that is none), "unbounded" wants a feasible point, which only the primal simplex leaves: if the first method ends without
/// it the other one is asked, too.
/// </remarks>
internal sealed unsafe class ClpSession : ILinearProgramSession
{
    /// <summary>Iterations between two looks at the cancellation token.</summary>
    private const int Slice = 2000;

    private readonly HRepresentation _rows;
    private readonly ClpLayout _layout;
    private readonly bool[] _active;
    private readonly ColumnBounds _bounds;
    private readonly double[] _cost;
    private double[] _rowUpper = [];
    private ClpModelHandle? _loaded;
    private bool _disposed;
    private bool _rowsMissing = true;
    private bool _rowsChanged;
    private bool _boundsChanged;
    private bool _solved;

    public ClpSession(HRepresentation rows)
    {
        _rows = rows;
        _layout = new ClpLayout(rows);
        _active = new bool[rows.Count];
        Array.Fill(_active, true);
        _bounds = new ColumnBounds(rows, _layout, _active);
        _cost = new double[rows.Dimension];
    }

    private ClpModelHandle Model => _loaded ?? throw new InvalidOperationException("the model is made by the first question");

    /// <inheritdoc/>
    public void SetActive(int row, bool active)
    {
        if (_active[row] == active)
        {
            return;
        }

        _active[row] = active;
        if (_layout.MatrixRow[row] is >= 0 and int matrixRow)
        {
            _rowUpper[matrixRow] = active ? _rows.Offsets[row] : ColumnBounds.Infinity;
            _rowsChanged = true;
        }
        else if (_layout.General[row])
        {
            _rowsMissing |= active;
        }
        else if (_layout.Column[row] is >= 0 and int column)
        {
            _bounds.Update(column, _active);
            _boundsChanged = true;
        }
    }

    /// <inheritdoc/>
    public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
        => Maximize(objective, double.NegativeInfinity, cancellationToken);

    /// <inheritdoc/>
    public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, double cutoff, CancellationToken cancellationToken)
    {
        if (objective.Length != _rows.Dimension)
        {
            throw new ArgumentException($"the objective has {objective.Length} coefficients, expected {_rows.Dimension}", nameof(objective));
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return Failed("cancelled");
        }

        for (int j = 0; j < objective.Length; j++)
        {
            if (!double.IsFinite(objective[j]))
            {
                return Failed($"coefficient {j} of the objective is {objective[j]}, expected a finite number");
            }
        }

        if (FindContradiction() is { } contradiction)
        {
            return contradiction;
        }

        TakeInRows();
        bool warm = !(_rowsChanged || _boundsChanged) && _solved;
        if (!double.IsFinite(cutoff))
        {
            Send(objective);
            return Solve(primalFirst: warm, cancellationToken);
        }

        int capped = ClpCutoff.Cap(objective, cutoff, _bounds);
        _boundsChanged |= capped >= 0;
        Send(objective);
        LinearProgramCandidate? answer = SolveToCutoff(capped, cutoff, cancellationToken);
        if (capped >= 0)
        {
            _bounds.Update(capped, _active);
            _boundsChanged = true;
        }

        if (answer is null)
        {
            Send(objective);
            answer = Solve(primalFirst: false, cancellationToken);
        }

        return answer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _loaded?.Dispose();
    }

    private static LinearProgramCandidate Failed(string message) => new() { Status = CandidateStatus.Failed, Message = message };

    /// <summary>What needs no simplex (and of which CLP leaves no ray): 0 ≤ b with b negative, and a lower bound above an upper one.</summary>
    private LinearProgramCandidate? FindContradiction()
    {
        double[] multipliers;
        foreach (int row in _layout.Trivial)
        {
            if (_active[row] && _rows.Offsets[row] < 0)
            {
                multipliers = new double[_rows.Count];
                multipliers[row] = 1;
                return new LinearProgramCandidate { Status = CandidateStatus.Infeasible, Multipliers = multipliers };
            }
        }

        int column = _bounds.FindCrossing();
        if (column < 0)
        {
            return null;
        }

        multipliers = new double[_rows.Count];
        multipliers[_bounds.UpperRow[column]] = 1 / _layout.Coefficient[_bounds.UpperRow[column]];
        multipliers[_bounds.LowerRow[column]] = -1 / _layout.Coefficient[_bounds.LowerRow[column]];
        return new LinearProgramCandidate { Status = CandidateStatus.Infeasible, Multipliers = multipliers };
    }

    /// <summary>Makes the model of the rows that are active now, or adds those that it lacks.</summary>
    private void TakeInRows()
    {
        if (!_rowsMissing)
        {
            return;
        }

        _rowsMissing = false;
        int[] added = _layout.TakeIn(_active);
        _rowUpper = [.. _rowUpper, .. added.Select(i => _rows.Offsets[i])];
        if (_loaded is null)
        {
            _loaded = ClpLoader.Load(_rows, _layout, _bounds, _rowUpper, Slice);
        }
        else if (added.Length > 0)
        {
            ClpLoader.Add(_loaded, _rows, added);
            _rowsChanged = true;
        }
    }

    private void Send(ReadOnlySpan<double> objective)
    {
        for (int j = 0; j < objective.Length; j++)
        {
            _cost[j] = -objective[j];
        }

        fixed (double* cost = _cost, upper = _rowUpper, columnLower = _bounds.Lower, columnUpper = _bounds.Upper)
        {
            ClpNative.ChangeObjective(Model, cost);
            if (_rowsChanged)
            {
                ClpNative.ChangeRowUpper(Model, upper);
            }

            if (_boundsChanged)
            {
                ClpNative.ChangeColumnLower(Model, columnLower);
                ClpNative.ChangeColumnUpper(Model, columnUpper);
            }
        }

        _rowsChanged = false;
        _boundsChanged = false;
    }

    /// <summary>The dual simplex from the basis of slacks, with a limit on its objective; null where that cannot start or settles nothing.</summary>
    private LinearProgramCandidate? SolveToCutoff(int capped, double cutoff, CancellationToken cancellationToken)
    {
        if (!ClpCutoff.TryStart(Model, _cost, _bounds, _rowUpper.Length))
        {
            return null;
        }

        ClpNative.SetDualObjectiveLimit(Model, -cutoff);
        int status = Run(primal: false, cancellationToken);
        ClpNative.SetDualObjectiveLimit(Model, ColumnBounds.Infinity);
        _solved = status == 0;
        return status switch
        {
            0 when capped >= 0 => ClpCutoff.Above(Model, _cost, cutoff) ?? ClpAnswer.Optimal(Model, _rows, _layout, _bounds),
            0 => ClpAnswer.Optimal(Model, _rows, _layout, _bounds),
            1 => ClpCutoff.AtMost(Model, _rows, _layout, _bounds, _cost, cutoff),
            _ => null,
        };
    }

    private LinearProgramCandidate Solve(bool primalFirst, CancellationToken cancellationToken)
    {
        int status = Run(primalFirst, cancellationToken);
        if (status is not (0 or 1 or 2) && !cancellationToken.IsCancellationRequested)
        {
            ClpLoader.ResetBasis(Model, _rows.Dimension, _rowUpper.Length);
            status = Run(primal: true, cancellationToken);
        }

        double[]? farkas = status == 1 ? ClpAnswer.FarkasMultipliers(Model, _rows, _layout, _bounds) : null;
        if (status == 2 && !primalFirst)
        {
            status = Run(primal: true, cancellationToken);
            farkas = status == 1 ? ClpAnswer.FarkasMultipliers(Model, _rows, _layout, _bounds) : null;
        }
        else if (status == 1 && farkas is null && Run(primal: !primalFirst, cancellationToken) == 1)
        {
            farkas = ClpAnswer.FarkasMultipliers(Model, _rows, _layout, _bounds);
        }

        _solved = status is 0 or 1 or 2;
        return status switch
        {
            0 => ClpAnswer.Optimal(Model, _rows, _layout, _bounds),
            1 => new LinearProgramCandidate { Status = CandidateStatus.Infeasible, Multipliers = farkas },
            2 => ClpAnswer.Unbounded(Model, _rows.Dimension),
            _ => Failed(cancellationToken.IsCancellationRequested ? "cancelled" : $"CLP stopped with status {status}"),
        };
    }

    /// <summary>Runs one method to its end, a slice of iterations at a time.</summary>
    private int Run(bool primal, CancellationToken cancellationToken)
    {
        long left = 100_000 + (50L * (_rows.Dimension + _rowUpper.Length));
        while (true)
        {
            _ = primal ? ClpNative.Primal(Model, 0) : ClpNative.Dual(Model, 0);
            int status = ClpNative.Status(Model);
            left -= Slice;
            if (status != 3 || left < 0 || cancellationToken.IsCancellationRequested)
            {
                return status;
            }
        }
    }
}
