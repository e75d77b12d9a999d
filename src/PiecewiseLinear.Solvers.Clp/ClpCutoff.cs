using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>
/// Programs of which only "is the maximum above the cutoff?" is asked. With every column on its better bound the basis of all slacks is dual feasible, so the dual
/// simplex starts at the bound that the box alone gives and improves it row by row; rows far from binding need few exchanges or none.
/// </summary>
internal static unsafe class ClpCutoff
{
    private const byte Basic = 1;
    private const byte AtUpper = 2;
    private const byte AtLower = 3;

    /// <summary>
    /// An objective along one column that nothing bounds in its direction gets a bound beyond the cutoff: whether the maximum exceeds the cutoff stays the same. Returns the column,
    /// or −1.
    /// </summary>
    public static int Cap(ReadOnlySpan<double> objective, double cutoff, ColumnBounds bounds)
    {
        int column = objective.IndexOfAnyExcept(0.0);
        if (column < 0 || objective[(column + 1)..].IndexOfAnyExcept(0.0) >= 0)
        {
            return -1;
        }

        bool up = objective[column] > 0;
        if ((up ? bounds.UpperRow : bounds.LowerRow)[column] >= 0)
        {
            return -1;
        }

        double cap = (cutoff > 0 ? 2 * cutoff : cutoff + 1) / objective[column];
        if (!double.IsFinite(cap) || !(bounds.Lower[column] <= cap && cap <= bounds.Upper[column]))
        {
            return -1;
        }

        (up ? bounds.Upper : bounds.Lower)[column] = cap;
        return column;
    }

    /// <summary>Sets the basis of slacks with all columns on the bound that is better for the objective; false where such a bound is missing.</summary>
    public static bool TryStart(ClpModelHandle model, double[] cost, ColumnBounds bounds, int matrixRows)
    {
        var status = new byte[cost.Length + matrixRows];
        status.AsSpan(cost.Length).Fill(Basic);
        for (int j = 0; j < cost.Length; j++)
        {
            bool hasLower = bounds.Lower[j] > -ColumnBounds.Infinity;
            bool hasUpper = bounds.Upper[j] < ColumnBounds.Infinity;
            bool atUpper = cost[j] < 0 || (cost[j] == 0 && !hasLower);
            if (!(atUpper ? hasUpper : hasLower))
            {
                return false;
            }

            status[j] = atUpper ? AtUpper : AtLower;
        }

        fixed (byte* bytes = status)
        {
            ClpNative.CopyInStatus(model, bytes);
        }

        return true;
    }

    /// <summary>The point of the last basis if its value is above the cutoff, else null.</summary>
    public static LinearProgramCandidate? Above(ClpModelHandle model, double[] cost, double cutoff)
    {
        double[] point = new ReadOnlySpan<double>(ClpNative.ColumnSolution(model), cost.Length).ToArray();
        double value = 0;
        for (int j = 0; j < point.Length; j++)
        {
            value -= cost[j] * point[j];
        }

        return value > cutoff ? new LinearProgramCandidate { Status = CandidateStatus.AboveCutoff, Point = point } : null;
    }

    /// <summary>
    /// The multipliers of the last basis, what they leave of the objective charged to the columns' bounds; null unless that bounds the maximum by the cutoff.
    /// </summary>
    public static LinearProgramCandidate? AtMost(
        ClpModelHandle model, HRepresentation rows, ClpLayout layout, ColumnBounds bounds, double[] cost, double cutoff)
    {
        var multipliers = new double[rows.Count];
        double[] residual = [.. cost.Select(static c => -c)];
        double* price = ClpNative.RowPrice(model);
        double total = 0;
        List<int> support = [];
        for (int k = 0; k < layout.Sources.Length; k++)
        {
            if (price[k] < 0)
            {
                int row = layout.Sources[k];
                multipliers[row] = -price[k];
                total += multipliers[row] * rows.Offsets[row];
                support.Add(row);
            }
        }

        for (int j = 0; j < residual.Length; j++)
        {
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Count);
            foreach (int row in support)
            {
                residual[j] -= multipliers[row] * column[row];
            }

            int side = residual[j] > 0 ? bounds.UpperRow[j] : bounds.LowerRow[j];
            if (side < 0)
            {
                if (residual[j] != 0)
                {
                    return null;
                }

                continue;
            }

            multipliers[side] = residual[j] / layout.Coefficient[side];
            total += multipliers[side] * rows.Offsets[side];
        }

        return total <= cutoff ? new LinearProgramCandidate { Status = CandidateStatus.AtMostCutoff, Multipliers = multipliers } : null;
    }
}
