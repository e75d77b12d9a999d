using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>Backward bounds of any graph: residual additions, divisors, sparse matrices, relu of relu. Each node has the rows of the batch over its values.</summary>
internal sealed class GraphBackward : BackwardBounds
{
    private readonly double[][] _rows;
    private readonly int[] _strides;
    private readonly bool[] _touched;
    private readonly double[] _product;
    private readonly double[][] _alpha;
    private readonly double[][] _lambda;
    private readonly double[][] _offset;

    public GraphBackward(CheckedNetwork network)
        : base(network)
    {
        _strides = [.. network.Network.Nodes.Select(static node => CheckedNetwork.Padded(node.Width))];
        _rows = [.. _strides.Select(static stride => new double[MostRows * stride])];
        _touched = new bool[_rows.Length];
        _product = new double[MostRows * _strides.Max()];
        _alpha = [.. network.Network.HiddenLayers.Select(static layer => new double[layer.Width])];
        _lambda = [.. network.Network.HiddenLayers.Select(static layer => new double[layer.Width])];
        _offset = [.. network.Network.HiddenLayers.Select(static layer => new double[layer.Width])];
    }

    /// <inheritdoc/>
    protected override double[] Forms => _rows[0];

    /// <inheritdoc/>
    protected override int FormStride => _strides[0];

    /// <inheritdoc/>
    protected override void Relax(int layer, BoxState state, IReadOnlyDictionary<int, double> slopes)
    {
        int start = Layout.Starts[layer];
        for (int i = 0; i < _alpha[layer].Length; i++)
        {
            double lower = state.Lower[start + i], upper = state.Upper[start + i];
            (_alpha[layer][i], _lambda[layer][i], _offset[layer][i]) = Relaxation(lower, upper);
            if (lower < 0d && upper > 0d && slopes.TryGetValue(start + i, out double alpha))
            {
                _alpha[layer][i] = alpha;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Set(int layer, int index, (double Alpha, double Lambda, double Offset) relaxation)
        => (_alpha[layer][index], _lambda[layer][index], _offset[layer][index]) = relaxation;

    /// <inheritdoc/>
    protected override void CarryNeurons(int layer, ReadOnlySpan<int> neurons)
    {
        int source = Network.HiddenLayers[layer].Source, rows = 2 * neurons.Length;
        Clear(source, rows);
        for (int k = 0; k < neurons.Length; k++)
        {
            _rows[source][(2 * k * _strides[source]) + neurons[k]] = 1d;
            _rows[source][(((2 * k) + 1) * _strides[source]) + neurons[k]] = -1d;
        }

        CarryDown(source, rows);
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<PropertyRow> rows)
    {
        int output = Network.OutputNode;
        Clear(output, rows.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            Constants[r] = (-rows[r].Bound).RoundDown();
            Charges[r] = Math.Abs(Constants[r]);
            foreach (PropertyTerm term in rows[r].Outputs)
            {
                double coefficient = term.Coefficient.ToDoubleApproximate();
                _rows[output][(r * _strides[output]) + term.Index] = coefficient;
                Charges[r] += Math.Abs(coefficient) * Magnitudes[output][term.Index];
            }
        }

        CarryDown(output, rows.Length);
    }

    private void Clear(int node, int rows)
    {
        Array.Clear(_touched);
        Array.Clear(Constants);
        Array.Clear(Charges);
        Array.Clear(_rows[0]);
        Array.Clear(_rows[node], 0, Padded(rows) * _strides[node]);
        _touched[0] = _touched[node] = true;
    }

    private static int Padded(int rows) => (rows + RowKernel.Rows - 1) / RowKernel.Rows * RowKernel.Rows;

    private void CarryDown(int from, int rows)
    {
        for (int node = from; node > 0; node--)
        {
            if (!_touched[node])
            {
                continue;
            }

            if (Network.Nodes[node] is AffineNode affine)
            {
                PassAffine(node, affine, rows);
            }
            else
            {
                PassRelu(node, (ReluNode)Network.Nodes[node], rows);
            }
        }
    }

    private void PassAffine(int node, AffineNode affine, int rows)
    {
        double[] source = _rows[node], sums = Sums[node];
        int stride = _strides[node];
        for (int r = 0; r < rows; r++)
        {
            Span<double> row = source.AsSpan(r * stride, affine.Width);
            double constant = 0d, charge = 0d;
            for (int i = 0; i < row.Length; i++)
            {
                if (affine.Divisor != 1)
                {
                    row[i] /= affine.Divisor;
                }

                constant += row[i] * affine.Bias[i];
                charge += Math.Abs(row[i]) * sums[i];
            }

            Constants[r] += constant;
            Charges[r] += charge;
        }

        foreach (CheckedNetwork.TermLayout term in Layout.Terms[node])
        {
            int target = _strides[term.Source];
            if (term.Dense is not null)
            {
                RowKernel.Multiply(source, stride, Padded(rows), term.Dense, term.Stride, affine.Width, _product, target, target);
            }
            else
            {
                Array.Clear(_product, 0, rows * target);
                for (int r = 0; r < rows; r++)
                {
                    for (int i = 0; i < affine.Width; i++)
                    {
                        double factor = source[(r * stride) + i];
                        if (factor != 0d)
                        {
                            term.AddRow(i, factor, _product.AsSpan(r * target, target));
                        }
                    }
                }
            }

            Add(term.Source, rows);
        }
    }

    private void PassRelu(int node, ReluNode relu, int rows)
    {
        double[] alpha = _alpha[relu.Layer], lambda = _lambda[relu.Layer], offset = _offset[relu.Layer], magnitudes = Magnitudes[relu.Source];
        int stride = _strides[node];
        Array.Clear(_product, 0, Padded(rows) * stride);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<double> row = _rows[node].AsSpan(r * stride, relu.Width);
            Span<double> product = _product.AsSpan(r * stride, relu.Width);
            double constant = 0d, charge = 0d;
            for (int i = 0; i < row.Length; i++)
            {
                product[i] = row[i] * (row[i] < 0d ? lambda[i] : alpha[i]);
                constant += row[i] < 0d ? row[i] * offset[i] : 0d;
                charge += Math.Abs(product[i]) * magnitudes[i];
            }

            Constants[r] += constant;
            Charges[r] += charge - constant;
        }

        Add(relu.Source, rows);
    }

    /// <summary>Adds the product to the rows of a node; where something stood there already, the sums are rounded, and that is charged.</summary>
    private void Add(int node, int rows)
    {
        int stride = _strides[node];
        double[] target = _rows[node], magnitudes = Magnitudes[node];
        if (!_touched[node])
        {
            _touched[node] = true;
            Array.Copy(_product, target, Padded(rows) * stride);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            Span<double> row = target.AsSpan(r * stride, stride);
            ReadOnlySpan<double> product = _product.AsSpan(r * stride, stride);
            double charge = 0d;
            for (int j = 0; j < row.Length; j++)
            {
                row[j] += product[j];
                charge += Math.Abs(row[j]) * magnitudes[j];
            }

            Charges[r] += charge;
        }
    }
}
