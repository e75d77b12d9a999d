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
    protected override void Relax(int layer, BoxState state, bool slopes)
    {
        int start = Layout.FirstNeurons[layer];
        for (int i = 0; i < _alpha[layer].Length; i++)
        {
            (_alpha[layer][i], _lambda[layer][i], _offset[layer][i]) = Relaxation.Of(state.Lower[start + i], state.Upper[start + i], slopes ? state.Slopes[start + i] : double.NaN);
        }
    }

    /// <inheritdoc/>
    protected override void Set(int layer, int index, Relaxation relaxation)
        => (_alpha[layer][index], _lambda[layer][index], _offset[layer][index]) = relaxation;

    /// <inheritdoc/>
    public override void Carry(int layer, ReadOnlySpan<(int Index, bool Negated)> sides)
    {
        int source = Network.HiddenLayers[layer].Source;
        Clear(source, sides.Length);
        for (int k = 0; k < sides.Length; k++)
        {
            _rows[source][(k * _strides[source]) + sides[k].Index] = sides[k].Negated ? -1d : 1d;
        }

        CarryDown(Layout.ReluNodes[layer] - 1, layer, sides.Length);
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<CheckedRow> rows)
    {
        int output = Network.OutputNode;
        Clear(output, rows.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            Constants[r] = rows[r].Constant;
            Charges[r] = Math.Abs(Constants[r]);
            foreach ((int index, double coefficient) in rows[r].Outputs)
            {
                _rows[output][(r * _strides[output]) + index] = coefficient;
                Charges[r] += Math.Abs(coefficient) * Magnitudes[output][index];
            }
        }

        CarryDown(Network.Nodes.Length - 1, Multipliers.Length, rows.Length);
    }

    private void Clear(int node, int rows)
    {
        Array.Clear(_touched);
        Array.Clear(Constants);
        Array.Clear(Charges);
        Array.Clear(_rows[0], 0, Padded(rows) * _strides[0]);
        Array.Clear(_rows[node], 0, Padded(rows) * _strides[node]);
        _touched[0] = _touched[node] = true;
    }

    private static int Padded(int rows) => RowKernel.Padded(rows);

    /// <summary>Carries the rows from a node on down; the multipliers of the layers before <paramref name="layers"/> are in effect.</summary>
    private void CarryDown(int from, int layers, int rows)
    {
        for (int node = from; node > 0; node--)
        {
            if (Network.Nodes[node] is ReluNode relu)
            {
                List<(int Row, int Index, double Amount)>? multipliers = relu.Layer < layers && Multipliers[relu.Layer].Count > 0 ? Multipliers[relu.Layer] : null;
                if (_touched[node])
                {
                    TakeReplaced(node, Replaced[relu.Layer]);
                    PassRelu(node, relu, rows);
                    PassReplaced(relu, Replaced[relu.Layer]);
                }
                else if (multipliers is not null)
                {
                    Array.Clear(_product, 0, Padded(rows) * _strides[node]);
                }
                else
                {
                    continue;
                }

                AddMultipliers(relu, multipliers, rows);
                Add(relu.Source, rows);
            }
            else if (_touched[node])
            {
                PassAffine(node, (AffineNode)Network.Nodes[node], rows);
            }
        }
    }

    /// <summary>Takes the values aside that do not pass by the common relaxations.</summary>
    private void TakeReplaced(int node, List<(int Row, int Index, Relaxation Relaxation)> replaced)
    {
        Saved.Clear();
        foreach ((int row, int index, _) in replaced)
        {
            ref double value = ref _rows[node][(row * _strides[node]) + index];
            Saved.Add(value);
            value = 0d;
        }
    }

    /// <summary>Does for the values taken aside what <see cref="PassRelu"/> does for the others.</summary>
    private void PassReplaced(ReluNode relu, List<(int Row, int Index, Relaxation Relaxation)> replaced)
    {
        for (int k = 0; k < replaced.Count; k++)
        {
            (int row, int index, Relaxation relaxation) = replaced[k];
            double value = Saved[k], product = relaxation.Pass(value), below = relaxation.Below(value);
            _product[(row * _strides[relu.Source]) + index] = product;
            Constants[row] += below;
            Charges[row] += (Math.Abs(product) * Magnitudes[relu.Source][index]) - below;
        }
    }

    /// <summary>Adds multiples of z to the products; each sum is rounded.</summary>
    private void AddMultipliers(ReluNode relu, List<(int Row, int Index, double Amount)>? multipliers, int rows)
    {
        foreach ((int only, int index, double amount) in multipliers ?? [])
        {
            for (int r = Math.Max(0, only); r < (only < 0 ? rows : only + 1); r++)
            {
                ref double value = ref _product[(r * _strides[relu.Source]) + index];
                value += amount;
                Charges[r] += (Math.Abs(value) + Math.Abs(amount)) * Magnitudes[relu.Source][index];
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
