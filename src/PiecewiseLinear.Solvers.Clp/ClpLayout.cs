using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>
/// Where each row of an <see cref="HRepresentation"/> goes in CLP's model: rows with one nonzero coefficient become bounds of a column, rows
/// with none are decided without CLP, all others are rows of its matrix.
/// </summary>
/// <remarks>
/// Fewer rows mean a smaller basis, and bounded columns give the dual simplex a feasible start. Rows that have never been active are not in the matrix: a search that
/// starts from few rows of a large polyhedron pays for those alone.
/// </remarks>
internal sealed class ClpLayout
{
    /// <summary>Reads the mirror of the rows.</summary>
    public ClpLayout(HRepresentation rows)
    {
        int dimension = rows.Dimension;
        Column = new int[rows.Count];
        Coefficient = new double[rows.Count];
        MatrixRow = new int[rows.Count];
        Array.Fill(Column, -1);
        Array.Fill(MatrixRow, -1);
        var nonzeros = new int[rows.Count];
        for (int j = 0; j < dimension; j++)
        {
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Count);
            for (int i = 0; i < column.Length; i++)
            {
                if (column[i] != 0)
                {
                    nonzeros[i]++;
                    Column[i] = j;
                    Coefficient[i] = column[i];
                }
            }
        }

        General = new bool[rows.Count];
        var bounds = new List<int>[dimension];
        for (int j = 0; j < dimension; j++)
        {
            bounds[j] = [];
        }

        var trivial = new List<int>();
        for (int i = 0; i < rows.Count; i++)
        {
            if (nonzeros[i] == 1)
            {
                bounds[Column[i]].Add(i);
                continue;
            }

            Column[i] = -1;
            if (nonzeros[i] == 0)
            {
                trivial.Add(i);
            }
            else
            {
                General[i] = true;
            }
        }

        Trivial = [.. trivial];
        BoundRows = [.. bounds.Select(static b => b.ToArray())];
    }

    /// <summary>For each row that is a bound its column, else −1.</summary>
    public int[] Column { get; }

    /// <summary>For each row that is a bound its only coefficient.</summary>
    public double[] Coefficient { get; }

    /// <summary>For each row whether it has two or more nonzero coefficients: it belongs into the matrix once it is active.</summary>
    public bool[] General { get; }

    /// <summary>For each row of the matrix its index there, else −1.</summary>
    public int[] MatrixRow { get; }

    /// <summary>For each row of the matrix the row it stands for.</summary>
    public int[] Sources { get; private set; } = [];

    /// <summary>For each column the rows that bound it.</summary>
    public int[][] BoundRows { get; }

    /// <summary>The rows whose normal is zero.</summary>
    public int[] Trivial { get; }

    /// <summary>Puts the active rows that the matrix does not have yet behind its rows; returns them.</summary>
    public int[] TakeIn(ReadOnlySpan<bool> active)
    {
        var added = new List<int>();
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i] && General[i] && MatrixRow[i] < 0)
            {
                MatrixRow[i] = Sources.Length + added.Count;
                added.Add(i);
            }
        }

        Sources = [.. Sources, .. added];
        return [.. added];
    }
}
