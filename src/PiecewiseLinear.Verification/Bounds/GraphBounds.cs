using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Backward linear bounds of any graph: residual additions, several affine nodes in a row, sparse matrices. The same bounds as <see cref="ChainBounds"/>, without its packing. One instance a
/// thread.
/// </summary>
internal sealed unsafe partial class GraphBounds : LinearBounds
{
    private readonly ReluNetwork _network;
    private readonly GraphMagnitudes _magnitudes;
    private readonly AlignedMatrix[] _rows;
    private readonly AlignedMatrix[] _slopes;
    private readonly AlignedMatrix _product;
    private readonly AlignedMatrix _forms;
    private readonly double[] _spreads;
    private readonly double[] _constants = new double[MostRows];
    private readonly double[] _charges = new double[MostRows];
    private readonly bool[] _touched;
    private readonly ImmutableArray<int> _starts;
    private readonly int[] _reluNodes;
    private readonly Dictionary<LinearOperator, AlignedMatrix> _dense = new(ReferenceEqualityComparer.Instance);

    public GraphBounds(ReluNetwork network, GraphMagnitudes magnitudes)
        : base(network.InputDimension)
    {
        (_network, _magnitudes) = (network, magnitudes);
        _rows = [.. network.Nodes.Select(static node => new AlignedMatrix(MostRows, node.Width))];
        _slopes = [.. network.HiddenLayers.Select(static layer => new AlignedMatrix(3, layer.Width))];
        _product = new AlignedMatrix(MostRows, network.Nodes.Max(static node => node.Width));
        _forms = new AlignedMatrix(network.HiddenNeurons, network.InputDimension);
        _spreads = new double[network.HiddenNeurons];
        _touched = new bool[network.Nodes.Length];
        _values = new double[network.Nodes.Length][];
        _starts = network.FirstNeurons;
        _reluNodes = new int[network.HiddenLayers.Length];
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            if (network.Nodes[i] is ReluNode relu)
            {
                _reluNodes[relu.Layer] = i;
            }
        }

        foreach (DenseOperator dense in network.Nodes.OfType<AffineNode>().SelectMany(static node => node.Terms).Select(static term => term.Operator).OfType<DenseOperator>())
        {
            AlignedMatrix matrix = new(dense.Rows, dense.Columns);
            for (int r = 0; r < dense.Rows; r++)
            {
                OperatorRow.Add(dense, r, 1d, new Span<double>(matrix.Row(r), dense.Columns));
            }

            _dense[dense] = matrix;
        }
    }

    /// <inheritdoc/>
    protected override int Layers => _slopes.Length;

    /// <inheritdoc/>
    public override int BoundLayer(int layer, BoxBounds box, CancellationToken cancellationToken)
    {
        int start = _starts[layer], width = _network.HiddenLayers[layer].Width;
        List<int> unsettled = [];
        for (int i = 0; i < width; i++)
        {
            if (box.Lower[start + i] < 0d && box.Upper[start + i] > 0d)
            {
                unsettled.Add(i);
            }
        }

        for (int first = 0; first < unsettled.Count && !cancellationToken.IsCancellationRequested; first += MostRows / 2)
        {
            Tighten(layer, box, unsettled, first, Math.Min(MostRows / 2, unsettled.Count - first));
        }

        return Prepare(layer, box);
    }

    /// <inheritdoc/>
    public override void BoundRows(ReadOnlySpan<CompiledRow> rows)
    {
        int padded = (rows.Length + 3) / 4 * 4, output = _network.OutputNode;
        Begin(output, padded);
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r].Outputs.CopyTo(new Span<double>(_rows[output].Row(r), rows[r].Outputs.Length));
            (_constants[r], _charges[r]) = (rows[r].Constant, Math.Abs(rows[r].Constant));
        }

        Carry(output, padded);
        for (int r = 0; r < rows.Length; r++)
        {
            for (int j = 0; j < Inputs; j++)
            {
                FormOf(r)[j] += rows[r].Inputs[j];
                _charges[r] += Math.Abs(rows[r].Inputs[j]) * _magnitudes.Values[0][j];
            }
        }
    }

    /// <inheritdoc/>
    public override double* FormOf(int row) => _rows[0].Row(row);

    /// <inheritdoc/>
    public override double ConstantOf(int row) => _constants[row];

    /// <inheritdoc/>
    public override double ErrorOf(int row)
    {
        double charge = _charges[row];
        double* form = FormOf(row);
        for (int j = 0; j < Inputs; j++)
        {
            charge += Math.Abs(form[j]) * _magnitudes.Values[0][j];
        }

        return (charge * _magnitudes.Budget.Rate) + _magnitudes.Budget.Underflow;
    }

    /// <inheritdoc/>
    public override void AddSplitScores(int row, BoxBounds box, Span<double> scores)
    {
        for (int l = 0; l < _slopes.Length; l++)
        {
            double* coefficients = _rows[_reluNodes[l]].Row(row), offset = _slopes[l].Row(2);
            for (int i = 0; i < _network.HiddenLayers[l].Width && _touched[_reluNodes[l]]; i++)
            {
                int n = _starts[l] + i;
                double lower = box.Lower[n], upper = box.Upper[n], c = coefficients[i];
                if (lower >= 0d || upper <= 0d || _spreads[n] <= 0d)
                {
                    continue;
                }

                double share = (c < 0d ? -c * offset[i] : c * Math.Min(-lower, upper) * 0.5) / _spreads[n];
                double* form = _forms.Row(n);
                for (int j = 0; j < scores.Length; j++)
                {
                    scores[j] += share * form[j];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void AddNeuronScores(int row, BoxBounds box, Span<double> scores)
    {
        for (int l = 0; l < _slopes.Length; l++)
        {
            double* coefficients = _rows[_reluNodes[l]].Row(row), offset = _slopes[l].Row(2);
            for (int i = 0; i < _network.HiddenLayers[l].Width && _touched[_reluNodes[l]]; i++)
            {
                int n = _starts[l] + i;
                double c = coefficients[i];
                if (box.Lower[n] < 0d && box.Upper[n] > 0d)
                {
                    scores[n] += c < 0d ? -c * offset[i] : c * Math.Min(-box.Lower[n], box.Upper[n]) * 0.5;
                }
            }
        }
    }

    private void Tighten(int layer, BoxBounds box, List<int> neurons, int first, int count)
    {
        int source = _network.HiddenLayers[layer].Source, padded = ((2 * count) + 3) / 4 * 4;
        Begin(source, padded);
        for (int k = 0; k < count; k++)
        {
            _rows[source].Row(2 * k)[neurons[first + k]] = 1d;
            _rows[source].Row((2 * k) + 1)[neurons[first + k]] = -1d;
        }

        Carry(source, padded);
        for (int k = 0; k < count; k++)
        {
            int n = _starts[layer] + neurons[first + k];
            double lower = Minimum(2 * k, box.Low, box.High), negative = Minimum((2 * k) + 1, box.Low, box.High);
            double* plus = FormOf(2 * k), minus = FormOf((2 * k) + 1), form = _forms.Row(n);
            _spreads[n] = 0d;
            for (int j = 0; j < Inputs; j++)
            {
                form[j] = (Math.Abs(plus[j]) + Math.Abs(minus[j])) * (box.High[j] - box.Low[j]);
                _spreads[n] += form[j];
            }

            // A comparison with NaN is false, so that a bound which is not a number changes nothing.
            if (lower > box.Lower[n])
            {
                box.Lower[n] = lower;
            }

            if (-negative < box.Upper[n])
            {
                box.Upper[n] = -negative;
            }
        }
    }

    private int Prepare(int layer, BoxBounds box)
    {
        AlignedMatrix slopes = _slopes[layer];
        int unsettled = 0;
        for (int i = 0; i < slopes.Columns; i++)
        {
            int n = _starts[layer] + i;
            double l = box.Lower[n], u = box.Upper[n];
            Relaxation relaxation = Relaxation.Of(l, u);
            (slopes.Row(0)[i], slopes.Row(1)[i], slopes.Row(2)[i]) = relaxation;
            if (l < 0d && u > 0d)
            {
                unsettled++;
                if (Relaxation.IsCloseCall(l, u))
                {
                    CloseSlopes.Add((n, relaxation.Alpha));
                }
            }
        }

        return unsettled;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (AlignedMatrix matrix in (AlignedMatrix[])[.. _rows, .. _slopes, _product, _forms, .. _dense.Values])
        {
            matrix.Dispose();
        }
    }
}
