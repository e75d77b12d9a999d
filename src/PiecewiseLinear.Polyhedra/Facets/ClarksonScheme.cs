namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Clarkson's scheme (More output-sensitive geometric algorithms, FOCS 1994): each open row is maximized over the facets known so far only. Either the
/// multipliers prove it redundant, or the ray from the interior point to the optimum meets a facet that was not known. As many linear programs as open rows and new facets,
/// each over facets only.
/// </summary>
/// <remarks>
/// In few dimensions one optimum decides many rows: the multipliers of every open row over the d tight rows at the optimum come from one small inverse,
/// and all rows in the vertex's normal cone are proved at once.
/// </remarks>
internal sealed class ClarksonScheme : IDisposable
{
    private const int LargestConeDimension = 10;

    /// <summary>How far below a row's offset a bound must be for its multipliers to survive rounding; steers the engine, decides nothing.</summary>
    private const double Margin = 0.0009765625;

    private const int FacetsOnly = -2;
    private const int AllSides = -1;

    private readonly FacetSearch _search;
    private readonly ILinearProgramSession _session;
    private readonly ExactDecisions _exact;
    private readonly NormalCone? _cone;
    private readonly DualDescent _descent;
    private readonly int[] _support;
    private readonly double[] _weights;
    private readonly double[] _objective;
    private int _activated;
    private int _sides = FacetsOnly;

    public ClarksonScheme(FacetSearch search, ILinearProgramSolver solver, ExactDecisions exact)
    {
        _search = search;
        _exact = exact;
        _session = solver.Open(search.Rows.Local);
        _descent = new DualDescent(search);
        _support = new int[search.States.Length];
        _weights = new double[search.States.Length];
        _objective = new double[search.Rows.Local.Dimension];
        _cone = _objective.Length <= LargestConeDimension && search.Rounding.HasSides ? new NormalCone(search) : null;
        for (int i = 0; i < search.States.Length; i++)
        {
            _session.SetActive(i, active: false);
        }
    }

    /// <summary>The number of linear programs asked so far.</summary>
    public int LinearPrograms { get; private set; }

    public void Dispose() => _session.Dispose();

    /// <summary>Decides every open row, except those on which the exact layer gives up: the neurons' rows first, which are all that a side's program still needs.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        Run(sides: false, cancellationToken);
        Run(sides: true, cancellationToken);
    }

    private void Run(bool sides, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _search.States.Length; i++)
        {
            if (_search.Box.IsSide(i) != sides)
            {
                continue;
            }

            while (_search.States[i] == RowState.Open && (_descent.TryProve(i) || StepInBox(i, cancellationToken) || Step(i, cancellationToken)))
            {
            }

            if (_search.States[i] == RowState.Open)
            {
                DecideAmongAll(i, cancellationToken);
            }
        }
    }

    /// <summary>Finds multipliers over the facets for a row known to be redundant.</summary>
    public void Justify(int row, CancellationToken cancellationToken)
    {
        TakeSides(FacetsOnly);
        LinearProgramCandidate candidate = Maximize(row, double.NegativeInfinity, cancellationToken);
        if (!TryRounded(row, candidate))
        {
            _exact.TryJustify(row, candidate, cancellationToken);
        }
    }

    /// <summary>
    /// A first try over the facets and all other sides of the box, where only "above the offset?" is asked. Whether something new is known: the row is decided or a facet was found.
    /// </summary>
    private bool StepInBox(int row, CancellationToken cancellationToken)
    {
        if (!_search.Rounding.HasSides)
        {
            return false;
        }

        TakeSides(_search.Box.IsSide(row) ? row : AllSides);
        if (_search.Box.IsSide(row) && _objective.Length >= TiltedObjective.LeastDimension && StepTilted(row, cancellationToken))
        {
            return true;
        }

        LinearProgramCandidate candidate = Maximize(row, _search.Rows.Local.Offsets[row] * (1 - Margin), cancellationToken);
        if (TryRounded(row, candidate))
        {
            _cone?.Prove(candidate);
            return true;
        }

        int facets = _search.Facets.Count;
        if (candidate is { Status: CandidateStatus.Optimal or CandidateStatus.AboveCutoff, Point: { } point } && Usable(point))
        {
            _search.TryFacet(_search.Rays.Shoot(point).Forward, point, 1);
        }

        return _search.States[row] != RowState.Open || _search.Facets.Count > facets;
    }

    /// <summary>A try at a side of the box with <see cref="TiltedObjective"/>; whether a facet was found.</summary>
    private bool StepTilted(int row, CancellationToken cancellationToken)
    {
        TiltedObjective.Write(_search.Rows.Local, _search.Box, row, _objective);
        LinearPrograms++;
        TakeInFacets();
        LinearProgramCandidate candidate = _session.Maximize(_objective, _search.Rows.Local.Offsets[row] * (1 + TiltedObjective.Tilt), cancellationToken);
        int facets = _search.Facets.Count;
        if (candidate is { Status: CandidateStatus.Optimal or CandidateStatus.AboveCutoff, Point: { } point } && Usable(point))
        {
            _search.TryFacet(_search.Rays.Shoot(point).Forward, point, 1);
        }

        return _search.Facets.Count > facets;
    }

    /// <summary>The same over the facets alone, up to the optimum, and with exact multipliers where there is no slack.</summary>
    private bool Step(int row, CancellationToken cancellationToken)
    {
        TakeSides(FacetsOnly);
        LinearProgramCandidate candidate = Maximize(row, double.NegativeInfinity, cancellationToken);
        int facets = _search.Facets.Count;
        if (candidate is { Status: CandidateStatus.Optimal, Point: { } point } && Usable(point))
        {
            double slack = _search.Rows.Local.Offsets[row];
            double reach = Dot(point);
            if (reach <= slack * (1 + 1e-9))
            {
                _ = TryRounded(row, candidate) || _exact.TryJustify(row, candidate, cancellationToken);
                _cone?.Prove(candidate);
            }

            if (_search.States[row] == RowState.Open && reach > slack * (1 - 1e-9))
            {
                _search.TryFacet(_search.Rays.Shoot(point).Forward, point, 1);
            }
        }
        else if (candidate is { Status: CandidateStatus.Unbounded, Ray: { } ray } && Usable(ray))
        {
            _search.TryFacet(_search.Rays.Shoot(ray).Forward, ray, 1);
        }

        return _search.States[row] != RowState.Open || _search.Facets.Count > facets;
    }

    /// <summary>
    /// Where the ray met several rows at once (concurrent walls) it proves nothing about any of them. The maximum over all other rows left says on its own whether this
    /// one is a facet.
    /// </summary>
    private void DecideAmongAll(int row, CancellationToken cancellationToken)
    {
        TakeSides(FacetsOnly);
        SetOpenRows(active: true, except: row);
        LinearProgramCandidate candidate = Maximize(row, double.NegativeInfinity, cancellationToken);
        SetOpenRows(active: false, except: -1);
        if (!TryBeyond(row, candidate))
        {
            _exact.Decide(row, candidate, cancellationToken);
        }
    }

    private bool TryBeyond(int row, LinearProgramCandidate candidate)
    {
        double[]? toward = candidate.Status == CandidateStatus.Unbounded ? candidate.Ray : candidate.Point;
        if (toward is null || !Usable(toward))
        {
            return false;
        }

        RayHit hit = _search.Rays.Shoot(toward).Forward;
        return hit.Row == row && _search.TryFacet(hit, toward, 1);
    }

    private LinearProgramCandidate Maximize(int row, double cutoff, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TakeInFacets();
        HRepresentation local = _search.Rows.Local;
        for (int j = 0; j < _objective.Length; j++)
        {
            _objective[j] = local.Columns[(j * local.Stride) + row];
        }

        LinearPrograms++;
        return _session.Maximize(_objective, cutoff, cancellationToken);
    }

    private void TakeInFacets()
    {
        for (; _activated < _search.Facets.Count; _activated++)
        {
            _session.SetActive(_search.Facets[_activated], active: true);
        }
    }

    private bool TryRounded(int row, LinearProgramCandidate candidate)
    {
        if (candidate.Multipliers is not { } multipliers || multipliers.Length != _search.States.Length)
        {
            return false;
        }

        int count = 0;
        foreach (int facet in _search.Facets)
        {
            if (multipliers[facet] > 0)
            {
                _support[count] = facet;
                _weights[count++] = multipliers[facet];
            }
        }

        var proved = _search.Rounding.TryProve(row, _support.AsSpan(0, count), _weights.AsSpan(0, count));
        if (proved.IsDefault)
        {
            return false;
        }

        _search.AddRedundant(row, proved);
        return true;
    }

    private void SetOpenRows(bool active, int except)
    {
        for (int i = 0; i < _search.States.Length; i++)
        {
            if (i != except && _search.States[i] is RowState.Open or RowState.Failed)
            {
                _session.SetActive(i, active);
            }
        }
    }

    /// <summary>Takes into the program, beside the facets, no side of the box, all sides, or all sides but the given one.</summary>
    private void TakeSides(int except)
    {
        if (_sides == except)
        {
            return;
        }

        _sides = except;
        foreach (int side in _search.Box.Upper.Concat(_search.Box.Lower))
        {
            if (side >= 0 && _search.States[side] != RowState.Facet)
            {
                _session.SetActive(side, except != FacetsOnly && side != except);
            }
        }
    }

    private double Dot(double[] point)
    {
        double sum = 0;
        for (int j = 0; j < point.Length; j++)
        {
            sum += point[j] * _objective[j];
        }

        return sum;
    }

    private bool Usable(double[] vector) => vector.Length == _objective.Length && vector.All(double.IsFinite);
}
