namespace PiecewiseLinear.Verification;

/// <summary>
/// Rigorous linear lower bounds of a batch of rows, every row with slopes and split multipliers of its own (alpha- and beta-CROWN: Xu et al. 2021, Wang et al. 2021), and how the bounds change with them. Rounding is
/// charged as <see cref="RoundingBudget"/> says, whatever the slopes (in [0, 1]) and multipliers: every value is a theorem. One instance a thread.
/// </summary>
internal sealed unsafe partial class DualRows : IDisposable
{
    private readonly PackedNetwork _network;
    private readonly CompiledGroup _group;
    private readonly Concretization _set;
    private readonly AlignedMatrix[] _rows;
    private readonly AlignedMatrix[] _values;
    private readonly AlignedMatrix _product;
    private readonly double[] _constants;
    private readonly double[] _charges;
    private readonly double[] _minima;
    private readonly double[] _errors;
    private readonly bool[] _touched;
    private readonly DualTarget[] _targets;
    private int _top;

    /// <param name="network">The network, packed.</param>
    /// <param name="group">The set of inputs.</param>
    /// <param name="capacity">The most rows at a time, rounded up to a multiple of four.</param>
    public DualRows(PackedNetwork network, CompiledGroup group, int capacity)
    {
        (_network, _group, _set) = (network, group, new Concretization(group.Ball));
        Capacity = (capacity + 3) / 4 * 4;
        _rows = [.. network.Nodes.Select(node => new AlignedMatrix(Capacity, node.Live.Length))];
        _values = [.. network.Nodes.Select(node => new AlignedMatrix(Capacity, node.Live.Length))];
        _product = new AlignedMatrix(Capacity, network.Nodes.Max(static node => node.Live.Length));
        (_constants, _charges, _minima, _errors) = (new double[Capacity], new double[Capacity], new double[Capacity], new double[Capacity]);
        _touched = new bool[_rows.Length];
        _targets = new DualTarget[Capacity];
        Alpha = new AlignedMatrix(Capacity, network.Count);
        Lambda = new AlignedMatrix(Capacity, network.Count);
        Offset = new AlignedMatrix(Capacity, network.Count);
        Shift = new AlignedMatrix(Capacity, network.Count);
        Coefficients = new AlignedMatrix(Capacity, network.Count);
        PreActivations = new AlignedMatrix(Capacity, network.Count);
    }

    /// <summary>The most rows at a time.</summary>
    public int Capacity { get; }

    /// <summary>The packing.</summary>
    public PackedNetwork Network => _network;

    /// <summary>The lower slopes of each row, over packed neurons.</summary>
    public AlignedMatrix Alpha { get; }

    /// <summary>The upper slopes.</summary>
    public AlignedMatrix Lambda { get; }

    /// <summary>The upper offsets.</summary>
    public AlignedMatrix Offset { get; }

    /// <summary>What is added to the coefficient at z: +β where a neuron was split inactive, −β where active, else 0.</summary>
    public AlignedMatrix Shift { get; }

    /// <summary>After <see cref="Bound"/>: the coefficients of the rows at the outputs of the neurons.</summary>
    public AlignedMatrix Coefficients { get; }

    /// <summary>After <see cref="Trace"/>: the pre-activations z at the rows' minimizers, through the rows' own relaxations: the derivatives of the bounds by the coefficients at z.</summary>
    public AlignedMatrix PreActivations { get; }

    /// <summary>Gives a row its target and the relaxations of the ranges; no multipliers.</summary>
    public void Load(int row, DualTarget target, NeuronRanges ranges)
    {
        _targets[row] = target;
        ranges.Alpha.CopyTo(Of(Alpha, row));
        ranges.Lambda.CopyTo(Of(Lambda, row));
        ranges.Offset.CopyTo(Of(Offset, row));
        Of(Shift, row).Clear();
    }

    /// <summary>Fixes a neuron's phase in a row, with a multiplier.</summary>
    public void Fix(int row, int neuron, bool active, double beta)
    {
        double slope = active ? 1d : 0d;
        (Alpha.Row(row)[neuron], Lambda.Row(row)[neuron], Offset.Row(row)[neuron]) = (slope, slope, 0d);
        Shift.Row(row)[neuron] = active ? -beta : beta;
    }

    /// <summary>The target of a row.</summary>
    public DualTarget TargetOf(int row) => _targets[row];

    /// <summary>The proved lower bound of a row.</summary>
    public double MinimumOf(int row) => _minima[row];

    /// <summary>What rounding was charged in it.</summary>
    public double ErrorOf(int row) => _errors[row];

    /// <summary>The minimizer of a row's linear bound, after <see cref="Trace"/>.</summary>
    public ReadOnlySpan<double> MinimizerOf(int row) => new(_values[0].Row(row), _values[0].Columns);

    /// <summary>The mean size of a row's coefficients in a neuron's layer: what its multipliers are measured in.</summary>
    public double MeanCoefficient(int row, int neuron)
    {
        int i = _network.ReluNodeOf(neuron), first = _network.Nodes[i].First, count = _network.Nodes[i].Live.Length;
        double* coefficients = Coefficients.Row(row) + first;
        double sum = 0d;
        for (int j = 0; j < count; j++)
        {
            sum += Math.Abs(coefficients[j]);
        }

        return sum / count;
    }

    /// <summary>
    /// The multipliers with which the two cases of an unsettled neuron leave a row's bound as it is: a coefficient c ≥ 0 at the output becomes αc at z in both. Where c is negative no multiplier is needed: the cases are better.
    /// </summary>
    public (double Inactive, double Active) EvenMultipliers(int row, int neuron)
    {
        double c = Math.Max(0d, Coefficients.Row(row)[neuron]), alpha = Alpha.Row(row)[neuron];
        return (alpha * c, (1d - alpha) * c);
    }

    /// <summary>Puts row <paramref name="from"/>'s state over that of row <paramref name="to"/>.</summary>
    public void Move(int from, int to)
    {
        _targets[to] = _targets[from];
        (_minima[to], _errors[to]) = (_minima[from], _errors[from]);
        foreach (AlignedMatrix matrix in (ReadOnlySpan<AlignedMatrix>)[Alpha, Lambda, Offset, Shift, Coefficients, PreActivations, _rows[0]])
        {
            Of(matrix, from).CopyTo(Of(matrix, to));
        }
    }

    /// <summary>Bounds the first <paramref name="count"/> rows.</summary>
    public void Bound(int count)
    {
        int padded = (count + 3) / 4 * 4;
        Array.Clear(_touched);
        Array.Clear(_constants, 0, padded);
        Array.Clear(_charges, 0, padded);
        Touch(0, padded);
        _top = 0;
        for (int r = 0; r < count; r++)
        {
            Start(r, padded);
        }

        Carry(padded);
        ClearUntouched(count);
        for (int r = 0; r < count; r++)
        {
            double* form = _rows[0].Row(r);
            if (_targets[r].Row is { } row)
            {
                for (int j = 0; j < row.Inputs.Length; j++)
                {
                    form[j] += row.Inputs[j];
                    _charges[r] += Math.Abs(row.Inputs[j]) * _network.Nodes[0].Magnitudes[j];
                }
            }

            fixed (double* magnitudes = _network.Nodes[0].Magnitudes)
            {
                _errors[r] = ((_charges[r] + VectorLoops.DotMagnitudes(form, magnitudes, _rows[0].Stride)) * _network.Budget.Rate) + _network.Budget.Underflow;
            }

            _minima[r] = _set.Minimum(form, _constants[r], _group.Low, _group.High) - _errors[r];
        }
    }

    public void Dispose()
    {
        foreach (AlignedMatrix matrix in (AlignedMatrix[])[.. _rows, .. _values, _product, Alpha, Lambda, Offset, Shift, Coefficients, PreActivations])
        {
            matrix.Dispose();
        }
    }

    private static Span<double> Of(AlignedMatrix matrix, int row) => new(matrix.Row(row), matrix.Columns);

    /// <summary>Puts a row's coefficients at the node it starts from: the output, or the sources of the pre-activations' node.</summary>
    private void Start(int row, int padded)
    {
        DualTarget target = _targets[row];
        if (target.Row is { } output)
        {
            int node = _network.Network.OutputNode;
            Touch(node, padded);
            double* coefficients = _rows[node].Row(row);
            int[] live = _network.Nodes[node].Live;
            for (int k = 0; k < live.Length; k++)
            {
                coefficients[k] = output.Outputs[live[k]];
            }

            _constants[row] = output.Constant;
            _charges[row] = Math.Abs(output.Constant);
            return;
        }

        PackedNode relu = _network.Nodes[target.Node], source = _network.Nodes[relu.Source];
        int at = relu.SourceAt is { } map ? map[target.Index] : target.Index;
        double sign = target.Negated ? -1d : 1d;
        if (source.Terms.Length == 0)
        {
            Touch(relu.Source, padded);
            _rows[relu.Source].Row(row)[at] = sign;
            return;
        }

        double factor = sign / source.Divisor;
        _constants[row] = factor * source.Bias[at];
        _charges[row] = Math.Abs(factor) * source.Magnitudes[at];
        foreach (PackedTerm term in source.Terms)
        {
            Touch(term.Source, padded);
            term.AddRow(at, factor, _rows[term.Source].Row(row));
        }
    }

    private bool Touch(int node, int rows)
    {
        if (_touched[node])
        {
            return false;
        }

        _touched[node] = true;
        _top = Math.Max(_top, node);
        new Span<double>(_rows[node].Data, rows * _rows[node].Stride).Clear();
        return true;
    }
}
