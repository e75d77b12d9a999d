using System.Runtime.InteropServices;

namespace PiecewiseLinear.Networks;

/// <summary>Chooses the storage of a matrix by its nonzeros. The matrix itself is the same.</summary>
internal static class OperatorStorage
{
    /// <summary>A row-major matrix as a dense operator, or as a sparse one where at most half of it is nonzero.</summary>
    public static LinearOperator Choose(int rows, int columns, double[] weights)
    {
        int nonzeros = 0;
        foreach (double weight in weights)
        {
            nonzeros += weight == 0d ? 0 : 1;
        }

        return 2L * nonzeros <= weights.Length && weights.Length > 64
            ? Sparse(rows, columns, weights, nonzeros)
            : new DenseOperator(rows, columns, ImmutableCollectionsMarshal.AsImmutableArray(weights));
    }

    private static SparseOperator Sparse(int rows, int columns, double[] weights, int nonzeros)
    {
        int[] starts = new int[rows + 1];
        int[] indices = new int[nonzeros];
        double[] values = new double[nonzeros];
        int count = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double weight = weights[(i * columns) + j];
                if (weight != 0d)
                {
                    indices[count] = j;
                    values[count++] = weight;
                }
            }

            starts[i + 1] = count;
        }

        return new SparseOperator(
            rows,
            columns,
            ImmutableCollectionsMarshal.AsImmutableArray(starts),
            ImmutableCollectionsMarshal.AsImmutableArray(indices),
            ImmutableCollectionsMarshal.AsImmutableArray(values));
    }
}
