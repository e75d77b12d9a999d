using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>Rows of a matrix of any storage.</summary>
internal static class OperatorRow
{
    /// <summary>The inner product of a row with a vector.</summary>
    public static unsafe double Dot(LinearOperator matrix, int row, double* vector)
    {
        double sum = 0d;
        switch (matrix)
        {
            case IdentityOperator:
                return vector[row];
            case DiagonalOperator diagonal:
                return diagonal.Diagonal[row] * vector[row];
            case DenseOperator dense:
                ReadOnlySpan<double> weights = dense.Weights.AsSpan().Slice(row * dense.Columns, dense.Columns);
                for (int j = 0; j < weights.Length; j++)
                {
                    sum += weights[j] * vector[j];
                }

                return sum;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    sum += sparse.Weights[k] * vector[sparse.ColumnIndices[k]];
                }

                return sum;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    /// <summary>Σⱼ |row[j]|·vector[j].</summary>
    public static double DotMagnitudes(LinearOperator matrix, int row, ReadOnlySpan<double> vector)
    {
        double sum = 0d;
        switch (matrix)
        {
            case IdentityOperator:
                return vector[row];
            case DiagonalOperator diagonal:
                return Math.Abs(diagonal.Diagonal[row]) * vector[row];
            case DenseOperator dense:
                ReadOnlySpan<double> weights = dense.Weights.AsSpan().Slice(row * dense.Columns, dense.Columns);
                for (int j = 0; j < weights.Length; j++)
                {
                    sum += Math.Abs(weights[j]) * vector[j];
                }

                return sum;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    sum += Math.Abs(sparse.Weights[k]) * vector[sparse.ColumnIndices[k]];
                }

                return sum;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    /// <summary>target += factor · row. With a zero target and the factor 1 nothing is rounded.</summary>
    public static void Add(LinearOperator matrix, int row, double factor, Span<double> target)
    {
        switch (matrix)
        {
            case IdentityOperator:
                target[row] += factor;
                break;
            case DiagonalOperator diagonal:
                target[row] += factor * diagonal.Diagonal[row];
                break;
            case DenseOperator dense:
                ReadOnlySpan<double> weights = dense.Weights.AsSpan().Slice(row * dense.Columns, dense.Columns);
                for (int j = 0; j < weights.Length; j++)
                {
                    target[j] += factor * weights[j];
                }

                break;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    target[sparse.ColumnIndices[k]] += factor * sparse.Weights[k];
                }

                break;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }
}
