using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>The bounds of CLP's columns as the tightest of the active rows with one nonzero coefficient, and which row each bound is.</summary>
internal sealed class ColumnBounds
{
    /// <summary>CLP's infinity (<c>COIN_DBL_MAX</c>).</summary>
    public const double Infinity = double.MaxValue;

    private readonly HRepresentation _rows;
    private readonly ClpLayout _layout;

    /// <summary>The bounds with the given rows active.</summary>
    public ColumnBounds(HRepresentation rows, ClpLayout layout, ReadOnlySpan<bool> active)
    {
        _rows = rows;
        _layout = layout;
        Lower = new double[rows.Dimension];
        Upper = new double[rows.Dimension];
        LowerRow = new int[rows.Dimension];
        UpperRow = new int[rows.Dimension];
        for (int j = 0; j < rows.Dimension; j++)
        {
            Update(j, active);
        }
    }

    public double[] Lower { get; }

    public double[] Upper { get; }

    /// <summary>The row behind each lower bound, or −1.</summary>
    public int[] LowerRow { get; }

    /// <summary>The row behind each upper bound, or −1.</summary>
    public int[] UpperRow { get; }

    /// <summary>A column whose lower bound exceeds its upper one, or −1.</summary>
    public int FindCrossing()
    {
        for (int j = 0; j < Lower.Length; j++)
        {
            if (Lower[j] > Upper[j])
            {
                return j;
            }
        }

        return -1;
    }

    /// <summary>Finds the tightest active rows of one column again.</summary>
    public void Update(int column, ReadOnlySpan<bool> active)
    {
        (Lower[column], Upper[column], LowerRow[column], UpperRow[column]) = (-Infinity, Infinity, -1, -1);
        foreach (int row in _layout.BoundRows[column])
        {
            if (!active[row])
            {
                continue;
            }

            double limit = _rows.Offsets[row] / _layout.Coefficient[row];
            if (_layout.Coefficient[row] > 0)
            {
                if (limit < Upper[column])
                {
                    (Upper[column], UpperRow[column]) = (limit, row);
                }
            }
            else if (limit > Lower[column])
            {
                (Lower[column], LowerRow[column]) = (limit, row);
            }
        }
    }
}
