namespace PiecewiseLinear.Regions;

/// <summary>
/// Cuts a cell by a neuron's hyperplane: the double description step. New vertices lie on the edges between vertices of opposite sign. Two vertices of a simple
/// cell span an edge exactly when k − 1 constraints are tight at both; in a cell that is not simple, when moreover no third vertex has all of these
/// constraints tight (Motzkin et al. 1953; Fukuda and Prodon, Double description method revisited, 1996). Cost: |V₊|·|V₋| intersections of tight sets, times |V| for
/// the combinatorial test.
/// </summary>
/// <remarks>
/// <para>
/// A new vertex is x = p + t(n − p), t = z(p)/(z(p) − z(n)). With |fl(z) − z| ≤ δ at both ends and g = fl(z(p)) − fl(z(n)), t is off by at most
/// max(δ₊, δ₋)/(g − δ₊ − δ₋): for z(p) = ẑ₊ + α, z(n) = ẑ₋ + β the difference of the quotients is ((1 − t)α + tβ)/(g + α − β). Hence
/// e ≤ max(e₊, e₋) + max(δ₊, δ₋)/(g − δ₊ − δ₋)·‖n − p‖∞ + 16u, the last for the operations themselves (coordinates and t are at most 1).
/// A vertex for which this is not small is sharpened (<see cref="VertexRefinement{TSet}"/>) or computed exactly; one with a moderate bound
/// when it fails to decide a sign.
/// </para>
/// </remarks>
internal sealed class CellSplitter<TSet>(CellState<TSet> state)
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>A vertex with a larger bound is sharpened at once; the bounds of forms rely on coordinates within 1 + 2⁻⁹.</summary>
    private static readonly double LargestError = Math.ScaleB(1d, -10);

    private static readonly double Rounding = Math.ScaleB(1d, -49);
    private Side _positive = new(64);
    private Side _negative = new(64);
    private int[] _zero = new int[64];

    /// <summary>
    /// Splits a cell by a neuron of a frame that is positive at some vertex and negative at another. The lists of both sides are put on the
    /// stack of cells; the wall is in a free slot, set in the tight sets of all vertices on it. Only the wanted bits of new vertices are filled in.
    /// </summary>
    /// <returns>The split, or null when no slot is free.</returns>
    public CellSplit<TSet>? Split(Cell cell, LayerFrame frame, int bit, ulong wanted)
    {
        TSet touching = state.Touching(cell);
        int slot = FreeSlot(touching);
        if (slot < 0)
        {
            return null;
        }

        int zeros = Partition(cell, frame, bit);
        int vertices = state.Vertices.Count, start = state.Cells.Top;
        SavedRow saved = state.Rows.Assign(slot, default);
        state.Rows[slot] = new Wall(frame.Layer, frame.Neuron(bit), 0, default);
        state.Cells.Push(_negative.Ids.AsSpan(0, _negative.Count));
        int middle = state.Cells.Top;
        for (int i = 0; i < zeros; i++)
        {
            ref TSet tight = ref state.Vertices.Tight[_zero[i]];
            tight = tight.With(slot);
            state.Cells.Push(_zero[i]);
        }

        Connect(cell, slot, frame, wanted);
        for (int vertex = vertices; vertex < state.Vertices.Count; vertex++)
        {
            state.Cells.Push(vertex);
        }

        int end = state.Cells.Top;
        state.Cells.Push(_positive.Ids.AsSpan(0, _positive.Count));
        bool simple = cell.IsSimple && zeros == 0;
        Cell inactive = new(start, end - start, simple), active = new(middle, state.Cells.Top - middle, simple);
        if (!simple)
        {
            inactive = inactive with { IsSimple = state.IsSimple(state.Cells.Of(inactive)) };
            active = active with { IsSimple = state.IsSimple(state.Cells.Of(active)) };
        }

        return new CellSplit<TSet>(inactive, active, slot, saved, vertices, new Cell(middle, zeros, IsSimple: false));
    }

    /// <summary>Takes back what <see cref="Split"/> did.</summary>
    public void Undo(CellSplit<TSet> split)
    {
        foreach (int vertex in state.Cells.Of(split.OnWall))
        {
            ref TSet tight = ref state.Vertices.Tight[vertex];
            tight = tight.Without(split.Slot);
        }

        state.Rows.Restore(split.Slot, split.Saved);
        state.Vertices.Pop(split.Vertices);
        state.Cells.Pop(split.Inactive.Start);
    }

    /// <summary>The least slot that is neither a box side's nor in use.</summary>
    private int FreeSlot(TSet touching)
    {
        TSet used = touching;
        for (int side = 0; side < state.Rows.BoxSlots; side++)
        {
            used = used.With(side);
        }

        return used.LeastFree;
    }

    private int Partition(Cell cell, LayerFrame frame, int bit)
    {
        int zeros = 0;
        if (_zero.Length < cell.Count)
        {
            _zero = new int[2 * cell.Count];
            _positive = new Side(2 * cell.Count);
            _negative = new Side(2 * cell.Count);
        }

        _positive.Count = 0;
        _negative.Count = 0;
        foreach (int vertex in state.Cells.Of(cell))
        {
            if ((frame.Positive[vertex] >> bit & 1) != 0)
            {
                Add(ref _positive, frame, bit, vertex);
            }
            else if ((frame.Negative[vertex] >> bit & 1) != 0)
            {
                Add(ref _negative, frame, bit, vertex);
            }
            else
            {
                _zero[zeros++] = vertex;
            }
        }

        return zeros;
    }

    private void Add(ref Side side, LayerFrame frame, int bit, int vertex)
    {
        int i = side.Count++;
        side.Ids[i] = vertex;
        side.Tight[i] = state.Vertices.Tight[vertex];
        (side.Values[i], side.Bounds[i]) = frame.Evaluate(bit, state.Point(vertex), state.Vertices.Errors[vertex]);
    }

    /// <summary>Puts a new vertex on every edge between the two sides.</summary>
    private void Connect(Cell cell, int slot, LayerFrame frame, ulong wanted)
    {
        int needed = state.Plan.Dimension - 1;
        ReadOnlySpan<TSet> negative = _negative.Tight.AsSpan(0, _negative.Count);
        for (int p = 0; p < _positive.Count; p++)
        {
            TSet tight = _positive.Tight[p];
            for (int n = 0; n < negative.Length; n++)
            {
                if (TSet.CountCommon(in tight, in negative[n]) < needed)
                {
                    continue;
                }

                TSet common = tight & negative[n];
                if (cell.IsSimple || state.IsEdge(cell, common))
                {
                    int vertex = Create(p, n, common.With(slot));
                    state.ClassifyBetween(frame, vertex, _positive.Ids[p], _negative.Ids[n], wanted);
                }
            }
        }
    }

    private int Create(int p, int n, TSet tight)
    {
        int k = state.Plan.Dimension;
        int vertex = state.Vertices.Push(tight);
        int from = _positive.Ids[p] * k, to = _negative.Ids[n] * k, target = vertex * k;
        double[] x = state.Vertices.Coordinates;

        // A value of the wrong sign comes from a vertex whose sign was decided exactly; zero is then at least as near to the truth.
        double above = Math.Max(_positive.Values[p], 0d), below = Math.Min(_negative.Values[n], 0d), gap = above - below;
        double t = gap > 0d ? above / gap : 0d, length = 0d;
        for (int c = 0; c < k; c++)
        {
            double step = x[to + c] - x[from + c];
            length = Math.Max(length, Math.Abs(step));
            x[target + c] = x[from + c] + (t * step);
        }

        if (!state.Rigorous)
        {
            state.Vertices.Errors[vertex] = 0d;
            return vertex;
        }

        double[] errors = state.Vertices.Errors;
        double d1 = _positive.Bounds[p], d2 = _negative.Bounds[n], rest = gap - d1 - d2;
        double error = (Math.Max(errors[_positive.Ids[p]], errors[_negative.Ids[n]]) + (Math.Max(d1, d2) / rest * length) + Rounding) * RoundingBounds.Inflation;
        errors[vertex] = error;
        if (!(rest > 0d && error < LargestError))
        {
            errors[vertex] = double.PositiveInfinity;
            if (!state.Refinement.Refine(vertex) || errors[vertex] > LargestError)
            {
                state.Exact.Of(vertex);
            }
        }

        return vertex;
    }

    /// <summary>The vertices on one side, with what is needed to cut edges at them.</summary>
    private struct Side(int capacity)
    {
        public readonly int[] Ids = new int[capacity];
        public readonly TSet[] Tight = new TSet[capacity];
        public readonly double[] Values = new double[capacity];
        public readonly double[] Bounds = new double[capacity];
        public int Count;
    }
}

/// <summary>A cell cut in two: the lists of both sides, the wall's slot, what to take back, and the old vertices that lie on the wall.</summary>
internal readonly record struct CellSplit<TSet>(Cell Inactive, Cell Active, int Slot, SavedRow Saved, int Vertices, Cell OnWall);
