using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The basis that a count certificate cites for a neuron that does not cut a cell, from the multipliers of a linear program: split rows and, for every coordinate
/// that they do not settle, a side of the cube.
/// </summary>
/// <remarks>
/// The checker solves for the multipliers itself: m split rows, m coordinates. Rows are those with a positive multiplier; coordinates are picked by elimination with the
/// largest pivots among those without a multiplier on their sides, so that the system has one solution, the program's.
/// </remarks>
internal sealed class ProgramBasis(ProgramState state)
{
    /// <summary>A part of the sizes that is far above roundings: below it the exact layer is asked. It chooses who proves, and proves nothing.</summary>
    private static readonly double Clear = Math.ScaleB(1d, -30);

    private double[] _system = [];

    /// <summary>Row numbers: sides 2c of coordinates that no split row settles, then 2k + j of the splits on the path, ascending. Empty where the box alone is enough.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>Takes the rows and coordinates of a program's multipliers.</summary>
    /// <param name="rows">The programs.</param>
    /// <param name="multipliers">Exact signs: one number a row, zero where there is none.</param>
    /// <returns>False when elimination in doubles finds no clear pivots.</returns>
    public bool Take(StageRows rows, ReadOnlySpan<double> multipliers) => Take(rows, multipliers, exactly: false);

    /// <summary>Takes the exact multipliers of an optimum; where doubles find no clear pivots, they are found exactly.</summary>
    /// <returns>False when the rows with a multiplier are dependent.</returns>
    public bool Take(StageRows rows, LinearProgramOutcome.Optimal optimal)
    {
        double[] signs = new double[rows.System.Count];
        foreach (RowMultiplier multiplier in optimal.Multipliers)
        {
            signs[multiplier.Row] = multiplier.Weight.Sign;
        }

        return Take(rows, signs, exactly: false) || Take(rows, signs, exactly: true);
    }

    private bool Take(StageRows rows, ReadOnlySpan<double> multipliers, bool exactly)
    {
        int k = state.Plan.Dimension;
        bool[] boxed = new bool[k];
        List<(int Split, int Row)> chosen = [];
        for (int i = 0; i < multipliers.Length; i++)
        {
            if (multipliers[i] > 0d && i < rows.FirstSplit)
            {
                boxed[i >> 1] = true;
            }
            else if (multipliers[i] > 0d && rows.Active[i])
            {
                chosen.Add((state.Rows.IndexOf(rows[i]), i));
            }
        }

        chosen.Sort(static (left, right) => left.Split.CompareTo(right.Split));
        if (!(exactly ? PickColumnsExactly(rows, chosen, boxed) : PickColumns(rows, chosen, boxed)))
        {
            return false;
        }

        Rows = chosen.Count == 0 ? [] : [.. Enumerable.Range(0, k).Where(c => boxed[c]).Select(static c => 2 * c), .. chosen.Select(entry => (2 * k) + entry.Split)];
        return true;
    }

    /// <summary>Marks as boxed all coordinates but one for each chosen row.</summary>
    private bool PickColumns(StageRows rows, List<(int Split, int Row)> chosen, bool[] boxed)
    {
        int m = chosen.Count, k = boxed.Length;
        if (_system.Length < m * k)
        {
            _system = new double[2 * m * k];
        }

        for (int i = 0; i < m; i++)
        {
            rows[chosen[i].Row].Form.AsSpan(0, k).CopyTo(_system.AsSpan(i * k));
        }

        bool[] free = new bool[k];
        for (int i = 0; i < m; i++)
        {
            Span<double> row = _system.AsSpan(i * k, k);
            int pivot = -1;
            double size = 0d;
            for (int c = 0; c < k; c++)
            {
                size = Math.Max(size, Math.Abs(rows[chosen[i].Row].Form[c]));
                pivot = !boxed[c] && !free[c] && (pivot < 0 || Math.Abs(row[c]) > Math.Abs(row[pivot])) ? c : pivot;
            }

            if (pivot < 0 || !(Math.Abs(row[pivot]) > Clear * size))
            {
                return false;
            }

            free[pivot] = true;
            for (int l = i + 1; l < m; l++)
            {
                Span<double> other = _system.AsSpan(l * k, k);
                double factor = other[pivot] / row[pivot];
                for (int c = 0; c < k && factor != 0d; c++)
                {
                    other[c] -= factor * row[c];
                }
            }
        }

        for (int c = 0; c < k; c++)
        {
            boxed[c] = !free[c];
        }

        return true;
    }

    /// <summary>The same by exact elimination.</summary>
    private static bool PickColumnsExactly(StageRows rows, List<(int Split, int Row)> chosen, bool[] boxed)
    {
        int[] open = [.. Enumerable.Range(0, boxed.Length).Where(c => !boxed[c])];
        IReadOnlyList<int> pivots = FractionFree.PivotColumns([.. chosen.Select(entry => open.Select(c => rows.System.Rows[entry.Row].Normal[c]).ToArray())]);
        if (pivots.Count < chosen.Count)
        {
            return false;
        }

        Array.Fill(boxed, true);
        foreach (int pivot in pivots)
        {
            boxed[open[pivot]] = false;
        }

        return true;
    }
}
