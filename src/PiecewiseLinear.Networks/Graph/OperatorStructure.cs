namespace PiecewiseLinear.Networks;

/// <summary>The invariants of the storage of a matrix.</summary>
internal static class OperatorStructure
{
    /// <summary>Whether there are as many finite weights as the shape asks for.</summary>
    public static bool HasFiniteWeights(LinearOperator matrix)
    {
        ReadOnlySpan<double> weights = OperatorRows.Weights(matrix);
        bool fits = matrix switch
        {
            DenseOperator dense => dense.Weights.Length == (long)dense.Rows * dense.Columns,
            SparseOperator sparse => sparse.Weights.Length == sparse.ColumnIndices.Length,
            _ => true,
        };
        foreach (double weight in weights)
        {
            fits &= double.IsFinite(weight);
        }

        return fits;
    }

    /// <summary>Whether the rows of a sparse matrix are laid out as <see cref="SparseOperator"/> says; true for other storage.</summary>
    public static bool HasOrderedRows(LinearOperator matrix)
    {
        if (matrix is not SparseOperator sparse)
        {
            return true;
        }

        ReadOnlySpan<int> starts = sparse.RowStarts.AsSpan();
        ReadOnlySpan<int> indices = sparse.ColumnIndices.AsSpan();
        if (starts.Length != sparse.Rows + 1 || starts[0] != 0 || starts[^1] != indices.Length)
        {
            return false;
        }

        for (int i = 0; i < sparse.Rows; i++)
        {
            if (starts[i + 1] < starts[i] || starts[i + 1] > indices.Length)
            {
                return false;
            }

            int previous = -1;
            foreach (int column in indices[starts[i]..starts[i + 1]])
            {
                if (column <= previous || column >= sparse.Columns)
                {
                    return false;
                }

                previous = column;
            }
        }

        return true;
    }
}
