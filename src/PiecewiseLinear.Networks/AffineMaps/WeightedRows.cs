using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>Gathers the nonzero terms of one row of an affine node, then sums them exactly. Reused from row to row.</summary>
/// <param name="one">The form of the constant 1 (in the node's common divisor).</param>
internal sealed class WeightedRows(DyadicRow one)
{
    private DyadicRow?[] _rows = new DyadicRow?[64];
    private double[] _weights = new double[64];
    private int _count;

    /// <summary>Adds row <paramref name="i"/> of an operator applied to the given source rows.</summary>
    public void AddRow(LinearOperator matrix, int i, ReadOnlySpan<DyadicRow?> source)
    {
        switch (matrix)
        {
            case IdentityOperator:
                Add(source[i], 1d);
                break;
            case DiagonalOperator diagonal:
                Add(source[i], diagonal.Diagonal[i]);
                break;
            case DenseOperator dense:
                ReadOnlySpan<double> weights = dense.Weights.AsSpan().Slice(i * dense.Columns, dense.Columns);
                for (int j = 0; j < weights.Length; j++)
                {
                    Add(source[j], weights[j]);
                }

                break;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[i]; k < sparse.RowStarts[i + 1]; k++)
                {
                    Add(source[sparse.ColumnIndices[k]], sparse.Weights[k]);
                }

                break;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    /// <summary>The sum of what was added plus <paramref name="bias"/> times the constant; null where it is identically zero. Empties the list.</summary>
    public DyadicRow? Finish(double bias)
    {
        Add(one, bias);
        int count = _count;
        _count = 0;
        if (count == 0)
        {
            return null;
        }

        if (count == 1 && _weights[0] == 1d)
        {
            return _rows[0];
        }

        DyadicRow sum = DyadicRow.Combine(_rows.AsSpan(0, count), _weights.AsSpan(0, count));
        return sum.IsZero ? null : sum;
    }

    private void Add(DyadicRow? row, double weight)
    {
        if (row is null || weight == 0d)
        {
            return;
        }

        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, 2 * _count);
            Array.Resize(ref _weights, 2 * _count);
        }

        _rows[_count] = row;
        _weights[_count++] = weight;
    }
}
