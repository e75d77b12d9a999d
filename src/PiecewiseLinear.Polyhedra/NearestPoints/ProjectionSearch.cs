namespace PiecewiseLinear.Polyhedra;

/// <summary>What doubles believe about the nearest point: the rows that are tight there and multipliers of the rows.</summary>
/// <param name="ActiveRows">Rows believed tight, in the order in which they should be tried.</param>
/// <param name="Multipliers">One a row in the scale of the mirrored rows, or null.</param>
internal sealed record NearestPointCandidate(int[] ActiveRows, double[]? Multipliers);

/// <summary>
/// Projects the origin onto {y : ⟨aᵢ, y⟩ ≤ sᵢ} in doubles: the dual active-set method of D. Goldfarb and A. Idnani (A numerically stable dual method
/// for solving strictly convex quadratic programs, Math. Programming 27, 1983), where the quadratic form is the identity.
/// </summary>
/// <remarks>
/// The search starts at the origin with no row active. While a row is violated, it moves against the part of the row's normal that is orthogonal to the
/// active rows; rows whose multipliers reach zero on the way are let go. Every full step increases the distance, so that no active set comes back. A step costs
/// O(m·d) for the slacks (columns, vectorized) and O(d²) for the factorization. What it finds is a candidate.
/// </remarks>
internal sealed class ProjectionSearch
{
    private const double Violation = 1e-13;
    private const double Dependent = 1e-20;

    private readonly HRepresentation _rows;
    private readonly double[] _inverseLengths;
    private readonly double[] _excess;
    private readonly double[] _y;
    private readonly double[] _normal;
    private readonly double[] _rotated;
    private readonly double[] _step;
    private readonly double[] _change;
    private readonly List<int> _active = [];
    private readonly List<double> _weights = [];
    private readonly OrthogonalFactor _factor;

    private ProjectionSearch(HRepresentation rows)
    {
        _rows = rows;
        int d = rows.Dimension;
        _inverseLengths = new double[rows.Stride];
        for (int j = 0; j < d; j++)
        {
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Stride);
            for (int i = 0; i < column.Length; i++)
            {
                _inverseLengths[i] += column[i] * column[i];
            }
        }

        for (int i = 0; i < _inverseLengths.Length; i++)
        {
            _inverseLengths[i] = _inverseLengths[i] > 0 ? 1 / Math.Sqrt(_inverseLengths[i]) : 0;
        }

        _excess = new double[rows.Stride];
        _y = new double[d];
        _normal = new double[d];
        _rotated = new double[d];
        _step = new double[d];
        _change = new double[d];
        _factor = new OrthogonalFactor(d);
    }

    /// <summary>Searches. Gives up, with what it has, when rounding errors keep it from ending.</summary>
    public static NearestPointCandidate Run(HRepresentation rows, CancellationToken cancellationToken)
    {
        ProjectionSearch search = new(rows);
        int limit = 100 + (20 * rows.Dimension);
        for (int steps = 0; steps < limit && search.MostViolated() is var row and >= 0; steps++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!search.Satisfy(row))
            {
                break;
            }
        }

        return search.Candidate();
    }

    private NearestPointCandidate Candidate()
    {
        double[] multipliers = new double[_rows.Count];
        for (int k = 0; k < _active.Count; k++)
        {
            multipliers[_active[k]] = Math.Max(0, _weights[k] * _inverseLengths[_active[k]]);
        }

        return new NearestPointCandidate([.. _active], multipliers);
    }

    /// <summary>The row farthest from y on its wrong side, or −1.</summary>
    private int MostViolated()
    {
        _rows.Offsets.CopyTo(_excess);
        double size = 0;
        for (int j = 0; j < _y.Length; j++)
        {
            double y = _y[j];
            size += y * y;
            ReadOnlySpan<double> column = _rows.Columns.Slice(j * _rows.Stride, _rows.Stride);
            for (int i = 0; y != 0 && i < column.Length; i++)
            {
                _excess[i] -= y * column[i];
            }
        }

        int worst = -1;
        double most = 0;
        size = Math.Sqrt(size);
        for (int i = 0; i < _rows.Count; i++)
        {
            double excess = -_excess[i] * _inverseLengths[i];
            if (excess > most && excess > Violation * (size + Math.Abs(_rows.Offsets[i] * _inverseLengths[i])) && !_active.Contains(i))
            {
                (worst, most) = (i, excess);
            }
        }

        return worst;
    }

    /// <summary>Moves until the row holds with equality; false if it cannot.</summary>
    private bool Satisfy(int row)
    {
        for (int j = 0; j < _normal.Length; j++)
        {
            _normal[j] = _rows.Columns[(j * _rows.Stride) + row] * _inverseLengths[row];
        }

        double excess = -_excess[row] * _inverseLengths[row], weight = 0;
        while (true)
        {
            _factor.Rotate(_normal, _rotated);
            double square = _factor.Orthogonal(_rotated, _step);
            _factor.Coefficients(_rotated, _change);
            double full = square > Dependent ? excess / square : double.PositiveInfinity;
            (int leaving, double part) = FirstToLeave();
            double length = Math.Min(full, part);
            if (double.IsPositiveInfinity(length) || double.IsNaN(length))
            {
                _active.Add(row);
                _weights.Add(weight);
                return false;
            }

            for (int k = 0; k < _active.Count; k++)
            {
                _weights[k] -= length * _change[k];
            }

            weight += length;
            if (!double.IsPositiveInfinity(full))
            {
                excess -= length * square;
                for (int j = 0; j < _y.Length; j++)
                {
                    _y[j] -= length * _step[j];
                }
            }

            if (full <= part)
            {
                _factor.Add(_rotated);
                _active.Add(row);
                _weights.Add(weight);
                return true;
            }

            _factor.RemoveAt(leaving);
            _active.RemoveAt(leaving);
            _weights.RemoveAt(leaving);
        }
    }

    private (int Place, double Length) FirstToLeave()
    {
        int place = -1;
        double least = double.PositiveInfinity;
        for (int k = 0; k < _active.Count; k++)
        {
            if (_change[k] > 0 && _weights[k] / _change[k] < least)
            {
                (place, least) = (k, Math.Max(0, _weights[k] / _change[k]));
            }
        }

        return (place, least);
    }
}
