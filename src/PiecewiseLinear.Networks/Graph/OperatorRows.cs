namespace PiecewiseLinear.Networks;

/// <summary>Walks the rows of a matrix whatever its storage.</summary>
internal static class OperatorRows
{
    /// <summary>The stored entries of row <paramref name="row"/>, columns ascending; zeros that are not stored are left out.</summary>
    public static IEnumerable<(int Column, double Weight)> Row(LinearOperator matrix, int row)
    {
        switch (matrix)
        {
            case IdentityOperator:
                yield return (row, 1d);
                break;
            case DiagonalOperator diagonal:
                yield return (row, diagonal.Diagonal[row]);
                break;
            case DenseOperator dense:
                for (int j = 0; j < dense.Columns; j++)
                {
                    yield return (j, dense.Weights[(row * dense.Columns) + j]);
                }

                break;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    yield return (sparse.ColumnIndices[k], sparse.Weights[k]);
                }

                break;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    /// <summary>All stored weights; none for the identity.</summary>
    public static ReadOnlySpan<double> Weights(LinearOperator matrix)
        => matrix switch
        {
            IdentityOperator => [],
            DiagonalOperator diagonal => diagonal.Diagonal.AsSpan(),
            DenseOperator dense => dense.Weights.AsSpan(),
            SparseOperator sparse => sparse.Weights.AsSpan(),
            _ => throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}"),
        };
}
