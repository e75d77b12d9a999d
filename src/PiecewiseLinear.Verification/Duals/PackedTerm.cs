using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>The matrix of one term of an affine node between live coordinates: dense with its transpose, or rows of entries.</summary>
internal sealed unsafe class PackedTerm : IDisposable
{
    private readonly int[] _starts = [];
    private readonly int[] _columns = [];
    private readonly double[] _weights = [];

    /// <param name="term">The term.</param>
    /// <param name="rows">The live coordinates of the node.</param>
    /// <param name="columns">Those of the source.</param>
    /// <param name="sourceWidth">The number of all coordinates of the source.</param>
    public PackedTerm(AffineTerm term, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, int sourceWidth)
    {
        Source = term.Source;
        if (term.Operator is DenseOperator dense)
        {
            Weights = new AlignedMatrix(rows.Length, columns.Length);
            Transposed = new AlignedMatrix(columns.Length, rows.Length);
            ReadOnlySpan<double> weights = dense.Weights.AsSpan();
            for (int i = 0; i < rows.Length; i++)
            {
                ReadOnlySpan<double> row = weights.Slice(rows[i] * dense.Columns, dense.Columns);
                for (int j = 0; j < columns.Length; j++)
                {
                    Weights.Row(i)[j] = Transposed.Row(j)[i] = row[columns[j]];
                }
            }

            return;
        }

        int[] at = new int[sourceWidth];
        Array.Fill(at, -1);
        for (int j = 0; j < columns.Length; j++)
        {
            at[columns[j]] = j;
        }

        List<int> indices = [];
        List<double> values = [];
        _starts = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            AddRow(term.Operator, rows[i], at, indices, values);
            _starts[i + 1] = indices.Count;
        }

        (_columns, _weights) = ([.. indices], [.. values]);
    }

    /// <summary>The node it reads.</summary>
    public int Source { get; }

    /// <summary>The matrix, or null where it is kept by entries.</summary>
    public AlignedMatrix? Weights { get; }

    /// <summary>Its transpose.</summary>
    public AlignedMatrix? Transposed { get; }

    /// <summary>target += factor · row.</summary>
    public void AddRow(int row, double factor, double* target)
    {
        if (Weights is { } weights)
        {
            VectorLoops.AddScaled(weights.Row(row), factor, target, weights.Stride);
            return;
        }

        for (int k = _starts[row]; k < _starts[row + 1]; k++)
        {
            target[_columns[k]] += factor * _weights[k];
        }
    }

    /// <summary>The inner product of a row kept by entries with a vector.</summary>
    public double Dot(int row, double* vector)
    {
        double sum = 0d;
        for (int k = _starts[row]; k < _starts[row + 1]; k++)
        {
            sum += _weights[k] * vector[_columns[k]];
        }

        return sum;
    }

    public void Dispose()
    {
        Weights?.Dispose();
        Transposed?.Dispose();
    }

    private static void AddRow(LinearOperator matrix, int row, int[] at, List<int> indices, List<double> values)
    {
        switch (matrix)
        {
            case IdentityOperator:
                Add(row, 1d);
                break;
            case DiagonalOperator diagonal:
                Add(row, diagonal.Diagonal[row]);
                break;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    Add(sparse.ColumnIndices[k], sparse.Weights[k]);
                }

                break;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }

        void Add(int column, double weight)
        {
            if (at[column] >= 0)
            {
                indices.Add(at[column]);
                values.Add(weight);
            }
        }
    }
}
