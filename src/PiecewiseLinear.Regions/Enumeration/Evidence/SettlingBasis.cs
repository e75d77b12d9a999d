using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Finds why a form does not cut a cell, or why a constraint of it is implied by others, as a count certificate wants it: k constraints tight at a vertex where the form is
/// extreme, whose normals combine to the form's with coefficients ≥ 0. At a simple vertex doubles propose them, and are believed only with a wide margin (the certificate's checker proves
/// them anyway); else exact arithmetic finds them.
/// </summary>
internal sealed class SettlingBasis<TSet>(CellState<TSet> state)
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Coefficients below this part of the largest one are looked at exactly.</summary>
    private static readonly double Margin = Math.ScaleB(1d, -20);

    /// <summary>Systems with larger inverses (rows scaled to size 1) are solved exactly.</summary>
    private static readonly double LargestInverse = Math.ScaleB(1d, 20);

    private readonly int _k = state.Plan.Dimension;
    private readonly double[] _form = new double[state.Plan.Dimension + 2];
    private readonly double[] _row = new double[state.Plan.Dimension + 2];
    private readonly double[] _system = new double[state.Plan.Dimension * (state.Plan.Dimension + 1)];
    private readonly double[] _rest = new double[state.Plan.Dimension];
    private readonly int[] _columns = new int[state.Plan.Dimension];
    private readonly int[] _slots = new int[state.Plan.Dimension];
    private readonly int[] _basis = new int[state.Plan.Dimension];

    /// <summary>How often exact arithmetic had to find the basis.</summary>
    public long ExactSearches { get; private set; }

    /// <summary>
    /// The basis for the phase of a neuron on a cell, as numbers of rows ascending (2c and 2c + 1 the sides of coordinate c, 2k + j the j-th split of the path);
    /// empty when the whole cube is on that side. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> Find(int layer, int neuron, ActivationPhase phase, Cell cell)
    {
        Load(layer, neuron, phase == ActivationPhase.Active ? -1d : 1d, _form);
        if (IsNegativeOnCube())
        {
            return [];
        }

        TSet tight = state.Vertices.Tight[Extreme(cell)];
        return tight.Count == _k && TryDoubles(tight) ? _basis : Exactly(Inequality(layer, neuron, phase), cell, usable: null);
    }

    /// <summary>
    /// The basis for a constraint that is no facet of a cell, in terms of the cell's facets alone; empty when sides of the cube that are facets show it.
    /// Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> Find(int slot, TSet facets, Cell cell)
    {
        LoadRow(slot, _form);
        if (IsNegativeOnCube() && ExtremeSidesAreIn(facets))
        {
            return [];
        }

        TSet tight = state.Vertices.Tight[Extreme(cell)] & facets;
        return tight.Count == _k && TryDoubles(tight) ? _basis : Exactly(Inequality(slot), cell, facets);
    }

    /// <summary>The number of the constraint in a slot, as the certificate counts them.</summary>
    public int Number(int slot) => slot < 2 * _k ? slot : (2 * _k) + state.Rows[slot].Split;

    private bool IsNegativeOnCube()
    {
        double most = _form[_k] + _form[_k + 1], size = Math.Abs(_form[_k]);
        for (int c = 0; c < _k; c++)
        {
            most += Math.Abs(_form[c]);
            size += Math.Abs(_form[c]);
        }

        return most < -Margin * size;
    }

    /// <summary>Whether the form is clearly extreme on these sides of the cube alone.</summary>
    private bool ExtremeSidesAreIn(TSet facets)
    {
        for (int c = 0; c < _k; c++)
        {
            if (!(Math.Abs(_form[c]) > _form[_k + 1]) || !facets.Contains((2 * c) + (_form[c] > 0d ? 1 : 0)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The vertex at which the form in doubles is largest.</summary>
    private int Extreme(Cell cell)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        foreach (int vertex in state.Cells.Of(cell))
        {
            ReadOnlySpan<double> point = state.Point(vertex);
            double value = _form[_k];
            for (int c = 0; c < _k; c++)
            {
                value += _form[c] * point[c];
            }

            if (best < 0 || value > most)
            {
                (best, most) = (vertex, value);
            }
        }

        return best;
    }

    private bool TryDoubles(TSet tight)
    {
        int rows = 0, columns = 0, sides = 0;
        for (int c = 0; c < _k; c++)
        {
            bool high = tight.Contains((2 * c) + 1);
            if (high || tight.Contains(2 * c))
            {
                _basis[sides++] = (2 * c) + (high ? 1 : 0);
            }
            else
            {
                _columns[columns++] = c;
            }
        }

        for (int slot = 2 * _k; rows < columns; slot++)
        {
            if (tight.Contains(slot))
            {
                _slots[rows++] = slot;
            }
        }

        if (!Combine(columns))
        {
            return false;
        }

        for (int i = 0; i < rows; i++)
        {
            _basis[sides + i] = Number(_slots[i]);
        }

        _basis.AsSpan(sides, rows).Sort();
        return true;
    }

    /// <summary>Whether the coefficients of the rows and of the sides are clearly positive.</summary>
    private bool Combine(int m)
    {
        double largest = 0d;
        for (int c = 0; c < _k; c++)
        {
            _rest[c] = _form[c];
            largest = Math.Max(largest, Math.Abs(_form[c]));
        }

        for (int i = 0; i < m; i++)
        {
            LoadRow(_slots[i], _row);
            for (int p = 0; p < m; p++)
            {
                _system[(p * (m + 1)) + i] = _row[_columns[p]];
                _system[(p * (m + 1)) + m] = _form[_columns[p]];
            }
        }

        if (!DenseElimination.TrySolve(_system.AsSpan(0, m * (m + 1)), m, LargestInverse))
        {
            return false;
        }

        for (int i = 0; i < m; i++)
        {
            double weight = _system[(i * (m + 1)) + m];
            LoadRow(_slots[i], _row);
            double extent = 0d;
            for (int c = 0; c < _k; c++)
            {
                _rest[c] -= weight * _row[c];
                extent = Math.Max(extent, Math.Abs(_row[c]));
            }

            if (!(weight * extent > Margin * largest))
            {
                return false;
            }
        }

        for (int i = 0; i < _k - m; i++)
        {
            double rest = _rest[_basis[i] / 2];
            if (!(((_basis[i] & 1) == 1 ? rest : -rest) > Margin * largest))
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<int> Exactly(BigInteger[] form, Cell cell, TSet? usable)
    {
        ExactSearches++;
        int best = -1;
        Rational most = default;
        foreach (int vertex in state.Cells.Of(cell))
        {
            BigInteger[] point = state.Exact.Of(vertex);
            Rational value = new(IntegerVector.Dot(form, point), point[^1]);
            if (best < 0 || value > most)
            {
                (best, most) = (vertex, value);
            }
        }

        TSet tight = usable is { } some ? state.Vertices.Tight[best] & some : state.Vertices.Tight[best];
        int[] slots = [.. Enumerable.Range(0, TSet.Capacity).Where(slot => tight.Contains(slot))];
        int[] found = ConicBasis.Find([.. slots.Select(slot => Inequality(slot)[.._k])], form[.._k])
            ?? throw new InvalidOperationException($"a form is at most {most} on a cell, but no {_k} of {slots.Length} tight constraints show it");
        for (int i = 0; i < _k; i++)
        {
            _basis[i] = Number(slots[found[i]]);
        }

        Array.Sort(_basis);
        return _basis;
    }

    /// <summary>The form g of the inequality g ≤ 0 for the phase of a neuron, up to a positive factor.</summary>
    private BigInteger[] Inequality(int layer, int neuron, ActivationPhase phase)
    {
        DyadicRow row = state.ExactForms.Row(layer, neuron)!;
        return [.. Enumerable.Range(0, _k + 1).Select(c => phase == ActivationPhase.Active ? -row.IntegerAt(c) : row.IntegerAt(c))];
    }

    /// <summary>The same for the constraint in a slot.</summary>
    private BigInteger[] Inequality(int slot)
    {
        BigInteger[] form = state.Rows.Exact(slot, state.ExactForms);
        return state.Rows.IsAtLeastZero(slot) ? [.. form.Select(static number => -number)] : form;
    }

    private void LoadRow(int slot, double[] target)
    {
        if (slot >= 2 * _k)
        {
            Wall wall = state.Rows[slot];
            Load(wall.Layer, wall.Neuron, wall.Phase == ActivationPhase.Active ? -1d : 1d, target);
            return;
        }

        Array.Clear(target);
        target[slot >> 1] = (slot & 1) == 0 ? -1d : 1d;
        target[_k] = -1d;
    }

    /// <summary>sign · form: k coefficients, the constant, the error.</summary>
    private void Load(int layer, int neuron, double sign, double[] target)
    {
        state.Forms.CopyForm(layer, neuron, target);
        for (int c = 0; c <= _k; c++)
        {
            target[c] *= sign;
        }
    }
}
