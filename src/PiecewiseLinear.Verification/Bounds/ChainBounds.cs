using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Backward linear bounds (CROWN, Zhang et al. 2018; DeepPoly, Singh et al. 2019) of a chain on one box at a time, rigorous as <see cref="RoundingBudget"/> says. Works on the
/// neurons that are not stably inactive only: weights are packed once a box. One instance a thread.
/// </summary>
internal sealed unsafe partial class ChainBounds : LinearBounds
{
    private const int BlockRows = MostRows;
    private readonly ChainNetwork _network;
    private readonly ChainMagnitudes _magnitudes;
    private readonly int[][] _live;
    private readonly int[] _liveCount;
    private readonly AlignedMatrix[] _packed;
    private readonly AlignedMatrix[] _slopes;
    private readonly double*[] _rows = new double*[2];
    private readonly AlignedMatrix[] _buffers;
    private readonly double[] _constants = new double[BlockRows];
    private readonly double[] _charges = new double[BlockRows];
    private readonly int[] _unstable;
    private readonly double[][] _values;
    private readonly AlignedMatrix[] _trace;

    /// <summary>For each neuron bounded last: per input the size of its form's coefficient times the width of the box, lower and upper form together; and their sum.</summary>
    private readonly AlignedMatrix _forms;
    private readonly double[] _spreads;

    public ChainBounds(ChainNetwork network, ChainMagnitudes magnitudes)
        : base(network.Inputs)
    {
        _network = network;
        _magnitudes = magnitudes;
        int hidden = network.Hidden;
        _live = new int[hidden][];
        _liveCount = new int[hidden];
        _packed = new AlignedMatrix[hidden];
        _slopes = new AlignedMatrix[hidden];
        int widest = network.Inputs;
        for (int l = 0; l < hidden; l++)
        {
            int width = network.Weights[l].Rows;
            widest = Math.Max(widest, width);
            _live[l] = new int[width];
            _packed[l] = new AlignedMatrix(width, network.Weights[l].Columns);
            _slopes[l] = new AlignedMatrix(SlopeRows, width);
        }

        _buffers = [new AlignedMatrix(BlockRows, widest), new AlignedMatrix(BlockRows, widest)];
        _rows[0] = _buffers[0].Data;
        _rows[1] = _buffers[1].Data;
        _unstable = new int[widest];
        _values = [new double[widest], new double[widest]];
        _forms = new AlignedMatrix(network.Neurons, network.Inputs);
        _spreads = new double[network.Neurons];
        _trace = [.. Enumerable.Range(0, hidden).Select(l => new AlignedMatrix(BlockRows, network.Weights[l].Rows))];
    }

    private int Stride => _buffers[0].Stride;

    /// <inheritdoc/>
    protected override int Layers => _network.Hidden;

    /// <inheritdoc/>
    public override int BoundLayer(int layer, BoxBounds box, CancellationToken cancellationToken)
    {
        Tighten(layer, box, cancellationToken);
        return Prepare(layer, box);
    }

    /// <summary>Tightens the neurons of one layer that are unstable under the bounds given; the layers below must be prepared.</summary>
    private void Tighten(int layer, BoxBounds box, CancellationToken cancellationToken)
    {
        int start = _network.FirstNeurons[layer], width = _network.Weights[layer].Rows;
        int count = 0;
        for (int i = 0; i < width; i++)
        {
            if (box.Lower[start + i] < 0d && box.Upper[start + i] > 0d)
            {
                _unstable[count++] = i;
            }
        }

        for (int first = 0; first < count && !cancellationToken.IsCancellationRequested; first += BlockRows / 2)
        {
            TightenBlock(layer, box, _unstable.AsSpan(first, Math.Min(BlockRows / 2, count - first)));
        }
    }

    private void TightenBlock(int layer, BoxBounds box, ReadOnlySpan<int> neurons)
    {
        AlignedMatrix weights = _network.Weights[layer];
        double[] bias = _network.Biases[layer];
        int rows = (2 * neurons.Length + 3) / 4 * 4;
        Clear(rows);
        for (int k = 0; k < neurons.Length; k++)
        {
            double* row = weights.Row(neurons[k]);
            double* plus = _rows[0] + ((nint)2 * k * Stride), minus = plus + Stride;
            if (layer == 0)
            {
                for (int j = 0; j < Inputs; j++)
                {
                    (plus[j], minus[j]) = (row[j], -row[j]);
                }
            }
            else
            {
                int[] live = _live[layer - 1];
                int liveCount = _liveCount[layer - 1];
                for (int j = 0; j < liveCount; j++)
                {
                    double w = row[live[j]];
                    (plus[j], minus[j]) = (w, -w);
                }
            }

            double b = bias[neurons[k]];
            (_constants[2 * k], _constants[(2 * k) + 1]) = (b, -b);
            _charges[2 * k] = _charges[(2 * k) + 1] = Math.Abs(b);
        }

        Carry(layer - 1, rows);
        int start = _network.FirstNeurons[layer];
        for (int k = 0; k < neurons.Length; k++)
        {
            int n = start + neurons[k];
            double lower = Minimum(2 * k, box.Low, box.High), negative = Minimum((2 * k) + 1, box.Low, box.High);
            double* plus = FormOf(2 * k), minus = FormOf((2 * k) + 1), form = _forms.Row(n);
            double spread = 0d;
            for (int j = 0; j < Inputs; j++)
            {
                form[j] = (Math.Abs(plus[j]) + Math.Abs(minus[j])) * (box.High[j] - box.Low[j]);
                spread += form[j];
            }

            _spreads[n] = spread;

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

    /// <inheritdoc/>
    public override double* FormOf(int row) => _rows[0] + ((nint)row * Stride);

    /// <inheritdoc/>
    public override double ConstantOf(int row) => _constants[row];

    /// <inheritdoc/>
    public override double ErrorOf(int row)
    {
        double charge = _charges[row];
        double* form = FormOf(row);
        for (int j = 0; j < Inputs; j++)
        {
            charge += Math.Abs(form[j]) * _magnitudes.Input[j];
        }

        return (charge * _magnitudes.Budget.Rate) + _magnitudes.Budget.Underflow;
    }

    private void Clear(int rows)
    {
        new Span<double>(_rows[0], rows * Stride).Clear();
        Array.Clear(_constants, 0, rows);
        Array.Clear(_charges, 0, rows);
    }

    /// <summary>
    /// Carries rows over the outputs of hidden layer <paramref name="top"/> (−1: over the input) down to the input; they stand in buffer 0 in live columns.
    /// </summary>
    private void Carry(int top, int rows, bool traced = false)
    {
        for (int k = top; k >= 0; k--)
        {
            int padded = AlignedMatrix.Padded(_liveCount[k]);
            for (int r = 0; r < rows; r++)
            {
                if (traced)
                {
                    new ReadOnlySpan<double>(_rows[0] + ((nint)r * Stride), padded).CopyTo(new Span<double>(_trace[k].Row(r), padded));
                }

                Relax(k, r, padded);
            }

            int columns = k == 0 ? _network.Inputs : _liveCount[k - 1];
            MatrixKernels.Multiply(
                _rows[0], Stride, rows, _packed[k].Data, _packed[k].Stride, _liveCount[k], _rows[1], Stride, AlignedMatrix.Padded(columns) / AlignedMatrix.Lanes);
            SwapBuffers();
        }
    }

    private void SwapBuffers()
    {
        double* first = _rows[0];
        _rows[0] = _rows[1];
        _rows[1] = first;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relax(int layer, int row, int padded)
    {
        double* values = _rows[0] + ((nint)row * Stride);
        AlignedMatrix slopes = _slopes[layer];
        double* alpha = slopes.Row(AlphaRow), lambda = slopes.Row(LambdaRow), offset = slopes.Row(OffsetRow), terms = slopes.Row(TermRow), bias = slopes.Row(BiasRow);
        Vector512<double> constants = default, offsets = default, charges = default;
        for (int j = 0; j < padded; j += AlignedMatrix.Lanes)
        {
            Vector512<double> value = Vector512.Load(values + j);
            Vector512<double> positive = Vector512.Max(value, Vector512<double>.Zero), negative = Vector512.Min(value, Vector512<double>.Zero);
            Vector512<double> product = (positive * Vector512.Load(alpha + j)) + (negative * Vector512.Load(lambda + j));
            product.Store(values + j);
            offsets = Vector512.MultiplyAddEstimate(negative, Vector512.Load(offset + j), offsets);
            constants = Vector512.MultiplyAddEstimate(product, Vector512.Load(bias + j), constants);
            charges = Vector512.MultiplyAddEstimate(Vector512.Abs(product), Vector512.Load(terms + j), charges);
        }

        double below = Vector512.Sum(offsets);
        _constants[row] += Vector512.Sum(constants) + below;
        _charges[row] += Vector512.Sum(charges) - below;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (AlignedMatrix matrix in (AlignedMatrix[])[.. _packed, .. _slopes, .. _buffers, .. _trace, _forms])
        {
            matrix.Dispose();
        }
    }
}
