using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The checker's linear bounds, carried backward from a row over the outputs to a row over the inputs (CROWN, Zhang et al. 2018; DeepPoly, Singh et al. 2019), in doubles with the proven error of <see cref="RoundingCharge"/>.
/// It holds the rows of one batch: for row r the form, the constant and the charges.
/// </summary>
internal abstract class BackwardBounds
{
    // How many times the rounding of its last row a bound may be off for all roundings before it: only a guess that saves time where wider arithmetic would not help either.
    private const double RoundingShare = 1024d;

    /// <summary>The number of rows that are carried at once, at most.</summary>
    public const int MostRows = 128;

    private readonly ChangeMinimum _changes;
    private CheckedBall? _ball;

    protected BackwardBounds(CheckedNetwork network)
    {
        Layout = network;
        _changes = new ChangeMinimum(network.Inputs);
        Sums = new double[network.Network.Nodes.Length][];
        Magnitudes = new double[network.Network.Nodes.Length][];
        Kept = new bool[network.Neurons];
        Multipliers = [.. network.Network.HiddenLayers.Select(static _ => new List<(int, int, double)>())];
        Replaced = [.. network.Network.HiddenLayers.Select(static _ => new List<(int, int, Relaxation)>())];
    }

    protected CheckedNetwork Layout { get; }

    protected ReluNetwork Network => Layout.Network;

    /// <summary>T of each affine node on the box of the group: bounds of Σ|W|V + |b|.</summary>
    protected double[][] Sums { get; }

    /// <summary>V of each node: bounds of its values on the box of the group.</summary>
    protected double[][] Magnitudes { get; }

    /// <summary>Neurons whose z stays at hand even where the bounds settle them inactive: those of multipliers and cases.</summary>
    protected bool[] Kept { get; }

    /// <summary>For each layer: in one row of the batch a neuron has this relaxation instead of the common one.</summary>
    protected List<(int Row, int Index, Relaxation Relaxation)>[] Replaced { get; }

    /// <summary>For each layer: what is added to the coefficient of z of a neuron in one row of the batch (−1: in all).</summary>
    protected List<(int Row, int Index, double Amount)>[] Multipliers { get; }

    /// <summary>The values that rows had where their relaxations are replaced.</summary>
    protected List<double> Saved { get; } = [];

    /// <summary>How the points of the set at hand may differ from the point of a radius where the changes are limited, or null.</summary>
    public ChangeBudget? Changes { get; set; }

    protected double[] Constants { get; } = new double[MostRows];

    protected double[] Charges { get; } = new double[MostRows];

    /// <summary>The forms over the inputs, row r from r · <see cref="FormStride"/>.</summary>
    protected abstract double[] Forms { get; }

    protected abstract int FormStride { get; }

    /// <summary>The kind that suits the network.</summary>
    public static BackwardBounds Of(CheckedNetwork network) => network.IsChain ? new ChainBackward(network) : new GraphBackward(network);

    /// <summary>Begins a tree: the box of its root, and first bounds of all neurons on it. Returns why the network cannot be bounded there, or null.</summary>
    public string? Begin(Box box, CheckedBall? ball, BoxState root)
    {
        (_ball, Changes) = (ball, root.Changes);
        Magnitudes[0] = new double[CheckedNetwork.Padded(Layout.Inputs)];
        for (int j = 0; j < Layout.Inputs; j++)
        {
            (root.Low[j], root.High[j]) = (box.Lower[j].RoundDown(), box.Upper[j].RoundUp());
            Magnitudes[0][j] = Math.Max(Math.Abs(root.Low[j]), Math.Abs(root.High[j]));
        }

        root.Fix();
        Array.Fill(root.Slopes, double.NaN);
        bool usable = Magnitudes[0].All(static x => x <= RoundingCharge.LargestMagnitude);
        for (int node = 1; node < Network.Nodes.Length && usable; node++)
        {
            usable = Network.Nodes[node] is AffineNode affine ? Enter(node, affine) : Enter(node, (ReluNode)Network.Nodes[node], root);
        }

        return usable ? null : "the numbers of the network are too large to be bounded in doubles";
    }

    /// <summary>Says whose z must stay at hand; comes before the relaxations are made.</summary>
    public void Keep(List<int> neurons)
    {
        foreach (int neuron in neurons)
        {
            Kept[neuron] = true;
        }
    }

    /// <summary>Takes back <see cref="Keep"/>.</summary>
    public void Forget(List<int> neurons)
    {
        foreach (int neuron in neurons)
        {
            Kept[neuron] = false;
        }
    }

    /// <summary>Tightens all layers in order and makes their relaxations, with the slopes of the state.</summary>
    public void Tighten(BoxState state, CancellationToken cancellationToken)
    {
        for (int layer = 0; layer < Network.HiddenLayers.Length; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TightenLayer(layer, state);
            Relax(layer, state, slopes: true);
        }
    }

    /// <summary>Makes the relaxations of all layers.</summary>
    public void Relax(BoxState state, bool slopes)
    {
        for (int layer = 0; layer < Network.HiddenLayers.Length; layer++)
        {
            Relax(layer, state, slopes);
        }
    }

    /// <summary>Adds a multiple of z to one row of the batches to come (−1: to all): β where z ≤ 0, −β where z ≥ 0. Has an effect on rows that start behind the neuron's layer.</summary>
    public void Multiply(int row, int neuron, double amount)
    {
        int layer = Layout.LayerOf(neuron);
        Multipliers[layer].Add((row, neuron - Layout.FirstNeurons[layer], amount));
    }

    /// <summary>Takes a neuron as inactive or active in one row of the batches to come, instead of its relaxation.</summary>
    public void Fix(int row, int neuron, bool active) => Replace(row, neuron, active ? Relaxation.Active : default);

    /// <summary>Gives a neuron another lower slope in one row of the batches to come.</summary>
    public void Slope(int row, int neuron, double alpha, BoxState state) => Replace(row, neuron, Relaxation.Of(state.Lower[neuron], state.Upper[neuron], alpha));

    private void Replace(int row, int neuron, Relaxation relaxation)
    {
        int layer = Layout.LayerOf(neuron);
        Replaced[layer].Add((row, neuron - Layout.FirstNeurons[layer], relaxation));
    }

    /// <summary>Takes back everything that is said of rows.</summary>
    public void ClearRows()
    {
        for (int layer = 0; layer < Multipliers.Length; layer++)
        {
            Multipliers[layer].Clear();
            Replaced[layer].Clear();
        }
    }

    /// <summary>Carries rows Σaⱼxⱼ + Σcₖyₖ − bound of the property down to the inputs.</summary>
    public void Carry(ReadOnlySpan<CheckedRow> rows)
    {
        Start(rows);
        for (int r = 0; r < rows.Length; r++)
        {
            foreach ((int index, double coefficient) in rows[r].Inputs)
            {
                Forms[(r * FormStride) + index] += coefficient;
                Charges[r] += (Math.Abs(coefficient) + Math.Abs(Forms[(r * FormStride) + index])) * Magnitudes[0][index];
            }
        }
    }

    /// <summary>What row r of the batch is at least where a box and the set at hand meet: the best of its minima over the box, where it meets the ball, and on its points with few changes.</summary>
    public double Minimum(int r, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        CheckedForm form = new(Forms.AsSpan(r * FormStride, Layout.Inputs), Constants[r], Charges[r], Magnitudes[0]);
        double least = form.Minimum(low, high, Layout.Rounding);
        if (_ball is not null && _ball.Minimum(form, low, high, Layout.Rounding) is var inBall && inBall > least)
        {
            least = inBall;
        }

        return Changes is { } budget && _changes.Minimum(form, low, high, budget, Layout.Rounding) is var withFewChanges && withFewChanges > least ? withFewChanges : least;
    }

    /// <summary>Whether a bound that is not above 0 may be so for its rounding alone, and that of the bounds that it rests on.</summary>
    public bool IsOpen(int r, double minimum) => minimum + (RoundingShare * ((Charges[r] * Layout.Rounding.Rate) + Layout.Rounding.Underflow)) > 0d;

    /// <summary>Gives a neuron its relaxation (again); a lower slope that is a number replaces the canonical one where the neuron is not settled.</summary>
    public void Free(int neuron, BoxState state, double alpha)
        => Set(neuron, Relaxation.Of(state.Lower[neuron], state.Upper[neuron], alpha));

    /// <summary>Carries lower bounds of z (of −z where negated) of neurons of one layer down to the inputs, at most <see cref="MostRows"/>.</summary>
    public abstract void Carry(int layer, ReadOnlySpan<(int Index, bool Negated)> sides);

    /// <summary>Replaces the relaxation of a neuron that is not settled or is kept.</summary>
    protected abstract void Set(int layer, int index, Relaxation relaxation);

    private void Set(int neuron, Relaxation relaxation)
    {
        int layer = Layout.LayerOf(neuron);
        Set(layer, neuron - Layout.FirstNeurons[layer], relaxation);
    }

    /// <summary>Makes the relaxations of a layer from its bounds, with the slopes of the state or the canonical ones.</summary>
    protected abstract void Relax(int layer, BoxState state, bool slopes);

    /// <summary>Starts a batch with rows over the outputs and carries it.</summary>
    protected abstract void Start(ReadOnlySpan<CheckedRow> rows);

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
        int start = Layout.FirstNeurons[relu.Layer];
        for (int i = 0; i < relu.Width; i++)
        {
            double most = Magnitudes[relu.Source][i];
            (root.Lower[start + i], root.Upper[start + i]) = (-most, most);
        }

        TightenLayer(relu.Layer, root);
        Relax(relu.Layer, root, slopes: false);
        for (int i = 0; i < relu.Width; i++)
        {
            magnitudes[i] = Math.Max(0d, root.Upper[start + i]);
        }

        return true;
    }

    private void TightenLayer(int layer, BoxState state)
    {
        int start = Layout.FirstNeurons[layer], width = Layout.FirstNeurons[layer + 1] - start, count = 0;
        Span<(int Index, bool Negated)> sides = stackalloc (int, bool)[MostRows];
        for (int i = 0; i <= width; i++)
        {
            if (i < width && state.IsUnsettled(start + i))
            {
                (sides[count], sides[count + 1]) = ((i, false), (i, true));
                count += 2;
            }

            if (count == sides.Length || (i == width && count > 0))
            {
                Carry(layer, sides[..count]);
                for (int r = 0; r < count; r++)
                {
                    Improve(start + sides[r].Index, sides[r].Negated, Minimum(r, state.Low, state.High), state);
                }

                count = 0;
            }
        }
    }

    /// <summary>Takes a lower bound of z, or of −z where negated, if it is better. A comparison with what is not a number is false and changes nothing.</summary>
    public static void Improve(int neuron, bool negated, double bound, BoxState state)
    {
        if (!negated && bound > state.Lower[neuron])
        {
            state.Lower[neuron] = bound;
        }

        if (negated && -bound < state.Upper[neuron])
        {
            state.Upper[neuron] = -bound;
        }
    }
}
