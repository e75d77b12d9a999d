using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The checker's linear bounds, carried backward from a row over the outputs to a row over the inputs (CROWN, Zhang et al. 2018; DeepPoly, Singh et al. 2019), in doubles with the proven error of <see cref="RoundingCharge"/>.
/// It holds the rows of one batch: for row r the form, the constant and the charges.
/// </summary>
internal abstract class BackwardBounds
{
    /// <summary>The number of rows that are carried at once, at most.</summary>
    public const int MostRows = 128;

    protected BackwardBounds(CheckedNetwork network)
    {
        Layout = network;
        Sums = new double[network.Network.Nodes.Length][];
        Magnitudes = new double[network.Network.Nodes.Length][];
    }

    protected CheckedNetwork Layout { get; }

    protected ReluNetwork Network => Layout.Network;

    /// <summary>T of each affine node on the box of the group: bounds of Σ|W|V + |b|.</summary>
    protected double[][] Sums { get; }

    /// <summary>V of each node: bounds of its values on the box of the group.</summary>
    protected double[][] Magnitudes { get; }

    protected double[] Constants { get; } = new double[MostRows];

    protected double[] Charges { get; } = new double[MostRows];

    /// <summary>The forms over the inputs, row r from r · <see cref="FormStride"/>.</summary>
    protected abstract double[] Forms { get; }

    protected abstract int FormStride { get; }

    /// <summary>The kind that suits the network.</summary>
    public static BackwardBounds Of(CheckedNetwork network) => network.IsChain ? new ChainBackward(network) : new GraphBackward(network);

    /// <summary>Begins a group: the box rounded outward, and first bounds of all neurons on it. Returns why the network cannot be bounded there, or null.</summary>
    public string? Begin(Box box, BoxState root)
    {
        Magnitudes[0] = new double[CheckedNetwork.Padded(Layout.Inputs)];
        for (int j = 0; j < Layout.Inputs; j++)
        {
            (root.Low[j], root.High[j]) = (box.Lower[j].RoundDown(), box.Upper[j].RoundUp());
            Magnitudes[0][j] = Math.Max(Math.Abs(root.Low[j]), Math.Abs(root.High[j]));
        }

        bool usable = Magnitudes[0].All(static x => x <= RoundingCharge.LargestMagnitude);
        for (int node = 1; node < Network.Nodes.Length && usable; node++)
        {
            usable = Network.Nodes[node] is AffineNode affine ? Enter(node, affine) : Enter(node, (ReluNode)Network.Nodes[node], root);
        }

        return usable ? null : "the numbers of the network are too large to be bounded in doubles";
    }

    /// <summary>Tightens all layers in order and makes their relaxations, with the slopes named.</summary>
    public void Tighten(BoxState state, IReadOnlyDictionary<int, double> slopes, CancellationToken cancellationToken)
    {
        for (int layer = 0; layer < Network.HiddenLayers.Length; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TightenLayer(layer, state);
            Relax(layer, state, slopes);
        }
    }

    /// <summary>Carries rows Σaⱼxⱼ + Σcₖyₖ − bound of the property down to the inputs.</summary>
    public void Carry(ReadOnlySpan<PropertyRow> rows)
    {
        Start(rows);
        for (int r = 0; r < rows.Length; r++)
        {
            foreach (PropertyTerm term in rows[r].Inputs)
            {
                double coefficient = term.Coefficient.ToDoubleApproximate();
                Forms[(r * FormStride) + term.Index] += coefficient;
                Charges[r] += (Math.Abs(coefficient) + Math.Abs(Forms[(r * FormStride) + term.Index])) * Magnitudes[0][term.Index];
            }
        }
    }

    /// <summary>What row r of the batch is at least on a box.</summary>
    public double Minimum(int r, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        ReadOnlySpan<double> form = Forms.AsSpan(r * FormStride, Layout.Inputs);
        double[] magnitudes = Magnitudes[0];
        double sum = Constants[r], charges = Charges[r];
        for (int j = 0; j < form.Length; j++)
        {
            sum += form[j] * (form[j] >= 0d ? low[j] : high[j]);
            charges += Math.Abs(form[j]) * magnitudes[j];
        }

        return Layout.Rounding.Below(sum, charges);
    }

    /// <summary>Takes a neuron that is not settled as inactive or active instead of its relaxation.</summary>
    public void Fix(int neuron, bool active) => Set(neuron, active ? (1d, 1d, 0d) : default);

    /// <summary>Gives a neuron that is not settled its relaxation (again), with another lower slope if one is named.</summary>
    public void Free(int neuron, BoxState state, double? alpha)
        => Set(neuron, Relaxation(state.Lower[neuron], state.Upper[neuron]) is var canonical && alpha is { } slope ? canonical with { Alpha = slope } : canonical);

    /// <summary>Replaces the relaxation of a neuron that is not settled.</summary>
    protected abstract void Set(int layer, int index, (double Alpha, double Lambda, double Offset) relaxation);

    private void Set(int neuron, (double Alpha, double Lambda, double Offset) relaxation)
    {
        int layer = Layout.LayerOf(neuron);
        Set(layer, neuron - Layout.Starts[layer], relaxation);
    }

    /// <summary>Makes the relaxations of a layer from its bounds; a slope named for a neuron that is not settled replaces the lower one.</summary>
    protected abstract void Relax(int layer, BoxState state, IReadOnlyDictionary<int, double> slopes);

    /// <summary>Puts the forms of ±z of neurons, two rows each, or lower bounds of them through the relaxations below.</summary>
    protected abstract void CarryNeurons(int layer, ReadOnlySpan<int> neurons);

    /// <summary>Starts a batch with rows over the outputs and carries it.</summary>
    protected abstract void Start(ReadOnlySpan<PropertyRow> rows);

    /// <summary>λ and t with αz ≤ relu(z) ≤ λz + t on [l, u], l &lt; 0 &lt; u, for the doubles that they are.</summary>
    protected static (double Alpha, double Lambda, double Offset) Relaxation(double lower, double upper)
    {
        if (lower >= 0d)
        {
            return (1d, 1d, 0d);
        }

        if (upper <= 0d)
        {
            return default;
        }

        // u − l rounded is at least u, so λ ≤ 1. −λl and (1 − λ)u are off by a factor of at least (1 − 2⁻⁵³)² and by 2⁻¹⁰⁷⁴; the factor 1 + 2⁻⁵⁰ and the term 2⁻¹⁰⁰⁰ are more.
        double lambda = upper / (upper - lower);
        return (upper > -lower ? 1d : 0d, lambda, (Math.Max(-lambda * lower, (1d - lambda) * upper) * s_above) + s_tiny);
    }

    private static readonly double s_above = 1d + Math.ScaleB(1d, -50);
    private static readonly double s_tiny = Math.ScaleB(1d, -1000);

    private static readonly IReadOnlyDictionary<int, double> s_none = ImmutableDictionary<int, double>.Empty;

    private bool Enter(int node, AffineNode affine)
    {
        double[] sums = Sums[node] = new double[CheckedNetwork.Padded(affine.Width)];
        double[] magnitudes = Magnitudes[node] = new double[sums.Length];
        bool usable = true;
        for (int i = 0; i < affine.Width; i++)
        {
            double sum = Math.Abs(affine.Bias[i]);
            foreach (CheckedNetwork.TermLayout term in Layout.Terms[node])
            {
                sum += term.DotMagnitudes(i, Magnitudes[term.Source]);
            }

            sums[i] = Layout.Rounding.Up(sum);
            magnitudes[i] = affine.Divisor == 1 ? sums[i] : Layout.Rounding.Up(sums[i] / affine.Divisor);
            usable &= sums[i] <= RoundingCharge.LargestMagnitude;
        }

        return usable;
    }

    private bool Enter(int node, ReluNode relu, BoxState root)
    {
        double[] magnitudes = Magnitudes[node] = new double[CheckedNetwork.Padded(relu.Width)];
        int start = Layout.Starts[relu.Layer];
        for (int i = 0; i < relu.Width; i++)
        {
            double most = Magnitudes[relu.Source][i];
            (root.Lower[start + i], root.Upper[start + i]) = (-most, most);
        }

        TightenLayer(relu.Layer, root);
        Relax(relu.Layer, root, s_none);
        for (int i = 0; i < relu.Width; i++)
        {
            magnitudes[i] = Math.Max(0d, root.Upper[start + i]);
        }

        return true;
    }

    private void TightenLayer(int layer, BoxState state)
    {
        int start = Layout.Starts[layer], width = Layout.Starts[layer + 1] - start, count = 0;
        Span<int> block = stackalloc int[MostRows / 2];
        for (int i = 0; i <= width; i++)
        {
            if (i < width && state.Lower[start + i] < 0d && state.Upper[start + i] > 0d)
            {
                block[count++] = i;
            }

            if (count == block.Length || (i == width && count > 0))
            {
                TightenBlock(layer, state, block[..count]);
                count = 0;
            }
        }
    }

    private void TightenBlock(int layer, BoxState state, ReadOnlySpan<int> neurons)
    {
        CarryNeurons(layer, neurons);
        for (int k = 0; k < neurons.Length; k++)
        {
            int n = Layout.Starts[layer] + neurons[k];
            double lower = Minimum(2 * k, state.Low, state.High), negative = Minimum((2 * k) + 1, state.Low, state.High);

            // A comparison with what is not a number is false and changes nothing.
            if (lower > state.Lower[n])
            {
                state.Lower[n] = lower;
            }

            if (-negative < state.Upper[n])
            {
                state.Upper[n] = -negative;
            }
        }
    }
}
