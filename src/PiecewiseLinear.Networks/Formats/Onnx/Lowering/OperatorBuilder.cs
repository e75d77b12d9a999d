namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>Builds a matrix row by row from its nonzeros and stores it dense where more than half of it is nonzero.</summary>
/// <param name="columns">The number of columns.</param>
internal sealed class OperatorBuilder(int columns)
{
    private readonly List<int> _starts = [0];
    private readonly List<int> _indices = [];
    private readonly List<double> _weights = [];

    /// <summary>The number of nonzeros so far.</summary>
    public int Nonzeros => _indices.Count;

    /// <summary>A nonzero of the current row; columns ascend within a row.</summary>
    public void Add(int column, double weight)
    {
        if (weight == 0d)
        {
            return;
        }

        _indices.Add(column);
        _weights.Add(weight);
    }

    /// <summary>Ends the current row.</summary>
    public void EndRow() => _starts.Add(_indices.Count);

    /// <summary>The matrix of the ended rows.</summary>
    public LinearOperator Build()
    {
        int rows = _starts.Count - 1;
        long size = (long)rows * columns;
        if (2L * Nonzeros <= size && size > 64)
        {
            return new SparseOperator(rows, columns, [.. _starts], [.. _indices], [.. _weights]);
        }

        double[] dense = new double[size];
        for (int i = 0; i < rows; i++)
        {
            for (int k = _starts[i]; k < _starts[i + 1]; k++)
            {
                dense[(i * columns) + _indices[k]] = _weights[k];
            }
        }

        return new DenseOperator(rows, columns, [.. dense]);
    }
}
