using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>Backward bounds of a chain. Neurons that are stably inactive on the box at hand are left out: rows and matrices are packed to the others, its <em>live</em> neurons.</summary>
internal sealed class ChainBackward : BackwardBounds
{
    private readonly PackedLayer[] _layers;
    private readonly int _stride;
    private double[] _rows;
    private double[] _next;

    public ChainBackward(CheckedNetwork network)
        : base(network)
    {
        _layers = [.. network.Network.HiddenLayers.Select((relu, l) => new PackedLayer(relu.Width, network.Terms[(2 * l) + 1][0]))];
        _stride = CheckedNetwork.Padded(network.Network.Nodes.Max(static node => node.Width));
        _rows = new double[MostRows * _stride];
        _next = new double[MostRows * _stride];
    }

    /// <inheritdoc/>
    protected override double[] Forms => _rows;

    /// <inheritdoc/>
    protected override int FormStride => _stride;

    /// <inheritdoc/>
    protected override void Relax(int layer, BoxState state, bool slopes)
    {
        PackedLayer at = _layers[layer];
        int start = Layout.FirstNeurons[layer];
        PackedLayer? below = layer == 0 ? null : _layers[layer - 1];
        double[] sums = Sums[(2 * layer) + 1];
        if (!at.Suits(state, start, Kept, below, sums))
        {
            at.Pack(state, start, Kept, below, ((AffineNode)Network.Nodes[(2 * layer) + 1]).Bias, sums);
        }

        for (int place = 0; place < at.Count; place++)
        {
            int neuron = start + at.Live[place];
            (at.Alpha[place], at.Lambda[place], at.Offset[place]) = Relaxation.Of(state.Lower[neuron], state.Upper[neuron], slopes ? state.Slopes[neuron] : double.NaN);
        }
    }

    /// <inheritdoc/>
    protected override void Set(int layer, int index, Relaxation relaxation)
    {
        PackedLayer at = _layers[layer];
        if (at.Places[index] is var place && place >= 0)
        {
            (at.Alpha[place], at.Lambda[place], at.Offset[place]) = relaxation;
        }
    }

    /// <inheritdoc/>
    public override void Carry(int layer, ReadOnlySpan<(int Index, bool Negated)> sides)
    {
        int node = (2 * layer) + 1, rows = RowKernel.Padded(sides.Length);
        CheckedNetwork.TermLayout term = Layout.Terms[node][0];
        ImmutableArray<double> bias = ((AffineNode)Network.Nodes[node]).Bias;
        Array.Clear(_rows, 0, rows * _stride);
        Array.Clear(Constants, 0, rows);
        Array.Clear(Charges, 0, rows);
        for (int k = 0; k < sides.Length; k++)
        {
            Span<double> target = _rows.AsSpan(k * _stride, _stride);
            ReadOnlySpan<double> row = term.Dense.AsSpan(sides[k].Index * term.Stride, term.Operator.Columns);
            double sign = sides[k].Negated ? -1d : 1d;
            if (layer == 0)
            {
                for (int j = 0; j < row.Length; j++)
                {
                    target[j] = sign * row[j];
                }
            }
            else
            {
                PackedLayer below = _layers[layer - 1];
                for (int j = 0; j < below.Count; j++)
                {
                    target[j] = sign * row[below.Live[j]];
                }
            }

            double b = bias[sides[k].Index];
            (Constants[k], Charges[k]) = (sign * b, Math.Abs(b));
        }

        CarryDown(layer - 1, rows);
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<CheckedRow> rows)
    {
        int node = Network.OutputNode, padded = RowKernel.Padded(rows.Length);
        CheckedNetwork.TermLayout term = Layout.Terms[node][0];
        ImmutableArray<double> bias = ((AffineNode)Network.Nodes[node]).Bias;
        PackedLayer? below = _layers.Length == 0 ? null : _layers[^1];
        Array.Clear(_rows, 0, padded * _stride);
        Array.Clear(Constants, 0, padded);
        Array.Clear(Charges, 0, padded);
        for (int r = 0; r < rows.Length; r++)
        {
            Span<double> target = _rows.AsSpan(r * _stride, _stride);
            Constants[r] = rows[r].Constant;
            Charges[r] = Math.Abs(Constants[r]);
            foreach ((int output, double coefficient) in rows[r].Outputs)
            {
                ReadOnlySpan<double> row = term.Dense.AsSpan(output * term.Stride, term.Operator.Columns);
                for (int j = 0; j < (below?.Count ?? row.Length); j++)
                {
                    target[j] += coefficient * row[below is null ? j : below.Live[j]];
                }

                Constants[r] += coefficient * bias[output];
                Charges[r] += Math.Abs(coefficient) * Sums[node][output];
            }
        }

        CarryDown(_layers.Length - 1, padded);
    }

    /// <summary>Carries rows over the live outputs of a layer (−1: over the inputs) down to the inputs.</summary>
    private void CarryDown(int top, int rows)
    {
        for (int l = top; l >= 0; l--)
        {
            PackedLayer layer = _layers[l];
            TakeReplaced(layer, Replaced[l]);
            for (int r = 0; r < rows; r++)
            {
                PassRelu(layer, r);
            }

            PassReplaced(layer, Replaced[l]);
            AddMultipliers(layer, Multipliers[l], rows);

            int columns = l == 0 ? Layout.Inputs : _layers[l - 1].Count;
            RowKernel.Multiply(_rows, _stride, rows, layer.Packed, layer.Term.Stride, layer.Count, _next, _stride, CheckedNetwork.Padded(columns));
            (_rows, _next) = (_next, _rows);
        }
    }

    /// <summary>Replaces a row over the outputs h of a layer by one over its pre-activations z: rh ≥ rαz where r ≥ 0, rh ≥ r(λz + t) where r &lt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassRelu(PackedLayer layer, int row)
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

    /// <summary>Takes the values aside that do not pass by the common relaxations.</summary>
    private void TakeReplaced(PackedLayer layer, List<(int Row, int Index, Relaxation Relaxation)> replaced)
    {
        Saved.Clear();
        foreach ((int row, int index, _) in replaced)
        {
            ref double value = ref _rows[(row * _stride) + layer.Places[index]];
            Saved.Add(value);
            value = 0d;
        }
    }

    /// <summary>Does for the values taken aside what <see cref="PassRelu"/> does for the others.</summary>
    private void PassReplaced(PackedLayer layer, List<(int Row, int Index, Relaxation Relaxation)> replaced)
    {
        for (int k = 0; k < replaced.Count; k++)
        {
            (int row, int index, Relaxation relaxation) = replaced[k];
            int place = layer.Places[index];
            double value = Saved[k], product = relaxation.Pass(value), below = relaxation.Below(value);
            _rows[(row * _stride) + place] = product;
            Constants[row] += (product * layer.Bias[place]) + below;
            Charges[row] += (Math.Abs(product) * layer.Sums[place]) - below;
        }
    }

    /// <summary>Adds multiples of z to rows over the pre-activations of a layer; each sum is rounded.</summary>
    private void AddMultipliers(PackedLayer layer, List<(int Row, int Index, double Amount)> multipliers, int rows)
    {
        foreach ((int only, int index, double amount) in multipliers)
        {
            int place = layer.Places[index];
            for (int row = Math.Max(0, only); row < (only < 0 ? rows : only + 1); row++)
            {
                ref double value = ref _rows[(row * _stride) + place];
                value += amount;
                Constants[row] += amount * layer.Bias[place];
                Charges[row] += (Math.Abs(value) + Math.Abs(amount)) * layer.Sums[place];
            }
        }
    }
}
