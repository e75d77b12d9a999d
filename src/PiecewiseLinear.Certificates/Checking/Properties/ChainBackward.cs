using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>Backward bounds of a chain. Neurons that are stably inactive on the box at hand are left out: rows and matrices are packed to the others, its <em>live</em> neurons.</summary>
internal sealed class ChainBackward : BackwardBounds
{
    private readonly Layer[] _layers;
    private readonly int _stride;
    private double[] _rows;
    private double[] _next;

    public ChainBackward(CheckedNetwork network)
        : base(network)
    {
        _layers = [.. network.Network.HiddenLayers.Select((relu, l) => new Layer(relu.Width, network.Terms[(2 * l) + 1][0]))];
        _stride = CheckedNetwork.Padded(network.Network.Nodes.Max(static node => node.Width));
        _rows = new double[MostRows * _stride];
        _next = new double[MostRows * _stride];
    }

    /// <inheritdoc/>
    protected override double[] Forms => _rows;

    /// <inheritdoc/>
    protected override int FormStride => _stride;

    /// <inheritdoc/>
    protected override void Relax(int layer, BoxState state, IReadOnlyDictionary<int, double> slopes)
    {
        Layer at = _layers[layer];
        int node = (2 * layer) + 1, start = Layout.Starts[layer], count = 0;
        ImmutableArray<double> bias = ((AffineNode)Network.Nodes[node]).Bias;
        for (int i = 0; i < at.Live.Length; i++)
        {
            double lower = state.Lower[start + i], upper = state.Upper[start + i];
            if (upper <= 0d)
            {
                continue;
            }

            (at.Alpha[count], at.Lambda[count], at.Offset[count]) = Relaxation(lower, upper);
            if (lower < 0d && slopes.TryGetValue(start + i, out double alpha))
            {
                at.Alpha[count] = alpha;
            }

            (at.Sums[count], at.Bias[count]) = (Sums[node][i], bias[i]);
            at.Live[count++] = i;
        }

        at.Pack(count, layer == 0 ? null : _layers[layer - 1]);
    }

    /// <inheritdoc/>
    protected override void Set(int layer, int index, (double Alpha, double Lambda, double Offset) relaxation)
    {
        Layer at = _layers[layer];
        int place = Array.BinarySearch(at.Live, 0, at.Count, index);
        (at.Alpha[place], at.Lambda[place], at.Offset[place]) = relaxation;
    }

    /// <inheritdoc/>
    protected override void CarryNeurons(int layer, ReadOnlySpan<int> neurons)
    {
        int node = (2 * layer) + 1, rows = (2 * neurons.Length + RowKernel.Rows - 1) / RowKernel.Rows * RowKernel.Rows;
        CheckedNetwork.TermLayout term = Layout.Terms[node][0];
        ImmutableArray<double> bias = ((AffineNode)Network.Nodes[node]).Bias;
        Array.Clear(_rows, 0, rows * _stride);
        for (int k = 0; k < neurons.Length; k++)
        {
            Span<double> plus = _rows.AsSpan(2 * k * _stride, _stride), minus = _rows.AsSpan(((2 * k) + 1) * _stride, _stride);
            ReadOnlySpan<double> row = term.Dense.AsSpan(neurons[k] * term.Stride, term.Operator.Columns);
            if (layer == 0)
            {
                for (int j = 0; j < row.Length; j++)
                {
                    (plus[j], minus[j]) = (row[j], -row[j]);
                }
            }
            else
            {
                Layer below = _layers[layer - 1];
                for (int j = 0; j < below.Count; j++)
                {
                    double weight = row[below.Live[j]];
                    (plus[j], minus[j]) = (weight, -weight);
                }
            }

            double b = bias[neurons[k]];
            (Constants[2 * k], Constants[(2 * k) + 1]) = (b, -b);
            Charges[2 * k] = Charges[(2 * k) + 1] = Math.Abs(b);
        }

        Array.Clear(Constants, 2 * neurons.Length, rows - (2 * neurons.Length));
        Array.Clear(Charges, 2 * neurons.Length, rows - (2 * neurons.Length));
        CarryDown(layer - 1, rows);
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<PropertyRow> rows)
    {
        int node = Network.OutputNode, padded = (rows.Length + RowKernel.Rows - 1) / RowKernel.Rows * RowKernel.Rows;
        CheckedNetwork.TermLayout term = Layout.Terms[node][0];
        ImmutableArray<double> bias = ((AffineNode)Network.Nodes[node]).Bias;
        Layer? below = _layers.Length == 0 ? null : _layers[^1];
        Array.Clear(_rows, 0, padded * _stride);
        Array.Clear(Constants, 0, padded);
        Array.Clear(Charges, 0, padded);
        for (int r = 0; r < rows.Length; r++)
        {
            Span<double> target = _rows.AsSpan(r * _stride, _stride);
            Constants[r] = (-rows[r].Bound).RoundDown();
            Charges[r] = Math.Abs(Constants[r]);
            foreach (PropertyTerm output in rows[r].Outputs)
            {
                double coefficient = output.Coefficient.ToDoubleApproximate();
                ReadOnlySpan<double> row = term.Dense.AsSpan(output.Index * term.Stride, term.Operator.Columns);
                for (int j = 0; j < (below?.Count ?? row.Length); j++)
                {
                    target[j] += coefficient * row[below is null ? j : below.Live[j]];
                }

                Constants[r] += coefficient * bias[output.Index];
                Charges[r] += Math.Abs(coefficient) * Sums[node][output.Index];
            }
        }

        CarryDown(_layers.Length - 1, padded);
    }

    /// <summary>Carries rows over the live outputs of a layer (−1: over the inputs) down to the inputs.</summary>
    private void CarryDown(int top, int rows)
    {
        for (int l = top; l >= 0; l--)
        {
            Layer layer = _layers[l];
            for (int r = 0; r < rows; r++)
            {
                PassRelu(layer, r);
            }

            int columns = l == 0 ? Layout.Inputs : _layers[l - 1].Count;
            RowKernel.Multiply(_rows, _stride, rows, layer.Packed, layer.Term.Stride, layer.Count, _next, _stride, CheckedNetwork.Padded(columns));
            (_rows, _next) = (_next, _rows);
        }
    }

    /// <summary>Replaces a row over the outputs h of a layer by one over its pre-activations z: rh ≥ rαz where r ≥ 0, rh ≥ r(λz + t) where r &lt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassRelu(Layer layer, int row)
    {
        ref double values = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref double alpha = ref MemoryMarshal.GetArrayDataReference(layer.Alpha), lambda = ref MemoryMarshal.GetArrayDataReference(layer.Lambda);
        ref double offset = ref MemoryMarshal.GetArrayDataReference(layer.Offset), sums = ref MemoryMarshal.GetArrayDataReference(layer.Sums);
        ref double bias = ref MemoryMarshal.GetArrayDataReference(layer.Bias);
        nuint start = (nuint)(row * _stride);
        Vector512<double> constants = default, offsets = default, charges = default;
        for (nuint j = 0; j < (nuint)layer.Count; j += CheckedNetwork.Lanes)
        {
            Vector512<double> r = Vector512.LoadUnsafe(ref values, start + j);
            Vector512<double> negative = Vector512.LessThan(r, Vector512<double>.Zero);
            Vector512<double> product = r * Vector512.ConditionalSelect(negative, Vector512.LoadUnsafe(ref lambda, j), Vector512.LoadUnsafe(ref alpha, j));
            product.StoreUnsafe(ref values, start + j);
            offsets = Vector512.MultiplyAddEstimate(negative & r, Vector512.LoadUnsafe(ref offset, j), offsets);
            constants = Vector512.MultiplyAddEstimate(product, Vector512.LoadUnsafe(ref bias, j), constants);
            charges = Vector512.MultiplyAddEstimate(Vector512.Abs(product), Vector512.LoadUnsafe(ref sums, j), charges);
        }

        double below = Vector512.Sum(offsets);
        Constants[row] += Vector512.Sum(constants) + below;
        Charges[row] += Vector512.Sum(charges) - below;
    }

    /// <summary>A hidden layer, packed to its live neurons.</summary>
    private sealed class Layer(int width, CheckedNetwork.TermLayout term)
    {
        public CheckedNetwork.TermLayout Term { get; } = term;

        public int[] Live { get; } = new int[width];

        public int Count { get; private set; }

        public double[] Alpha { get; } = new double[CheckedNetwork.Padded(width)];

        public double[] Lambda { get; } = new double[CheckedNetwork.Padded(width)];

        public double[] Offset { get; } = new double[CheckedNetwork.Padded(width)];

        public double[] Sums { get; } = new double[CheckedNetwork.Padded(width)];

        public double[] Bias { get; } = new double[CheckedNetwork.Padded(width)];

        /// <summary>The weights of the live neurons over the live neurons below.</summary>
        public double[] Packed { get; } = new double[width * term.Stride];

        public void Pack(int count, Layer? below)
        {
            Count = count;
            for (int j = count; j < Math.Min(Alpha.Length, CheckedNetwork.Padded(count)); j++)
            {
                Alpha[j] = Lambda[j] = Offset[j] = Sums[j] = Bias[j] = 0d;
            }

            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> row = Term.Dense.AsSpan(Live[i] * Term.Stride, Term.Stride);
                Span<double> target = Packed.AsSpan(i * Term.Stride, Term.Stride);
                if (below is null)
                {
                    row.CopyTo(target);
                    continue;
                }

                ReadOnlySpan<int> live = below.Live.AsSpan(0, below.Count);
                for (int j = 0; j < live.Length; j++)
                {
                    target[j] = row[live[j]];
                }

                target[live.Length..CheckedNetwork.Padded(live.Length)].Clear();
            }
        }
    }
}
