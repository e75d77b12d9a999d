using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Backward linear bounds in integers, multiples of 2⁻¹²⁸, for what doubles do not decide. A row over the values of a node is taken as it stands; passing it on rounds each entry down by less than a unit,
/// which costs at most a unit times the largest value on the box of the root, and is charged.
/// </summary>
internal sealed class WideBounds(WideNetwork integers, CheckedNetwork layout)
{
    private readonly ReluNetwork _network = integers.Network;
    private readonly (BigInteger Alpha, BigInteger Lambda, BigInteger Offset)[] _relaxed = new (BigInteger, BigInteger, BigInteger)[layout.Neurons];
    private readonly Dictionary<int, BigInteger>[] _multipliers = [.. integers.Network.HiddenLayers.Select(static _ => new Dictionary<int, BigInteger>())];
    private readonly BigInteger[][] _largest = new BigInteger[integers.Network.Nodes.Length][];
    private readonly BigInteger[] _charges = new BigInteger[integers.Network.Nodes.Length];
    private WideBall? _ball;
    private WideCenter? _center;

    /// <summary>The first bounds of all neurons on the box of the root.</summary>
    public WideState Begin(double[] low, double[] high, TreeQuestion question)
    {
        _center = (question.Distance?.Center ?? question.Changes?.Center.Exact) is { } center ? new WideCenter(center) : null;
        _ball = question.Distance is { Norm: VectorNorm.L1 or VectorNorm.L2 } ball ? new WideBall(ball.Norm, _center!, ball.Radius) : null;
        WideState state = new(new BigInteger[layout.Neurons], new BigInteger[layout.Neurons]);
        state.SetBox(low, high);
        state.Changes = question.Changes;
        _largest[0] = [.. state.Low.Zip(state.High, static (a, b) => BigInteger.Max(BigInteger.Abs(a), BigInteger.Abs(b)))];
        for (int node = 1; node < _largest.Length; node++)
        {
            if (_network.Nodes[node] is ReluNode relu)
            {
                BigInteger[] most = _largest[relu.Source];
                int start = layout.FirstNeurons[relu.Layer];
                for (int i = 0; i < relu.Width; i++)
                {
                    (state.Lower[start + i], state.Upper[start + i]) = (-most[i], most[i]);
                }

                _charges[node] = Charge(most);
                TightenLayer(relu.Layer, state);
                _largest[node] = [.. Enumerable.Range(start, relu.Width).Select(n => BigInteger.Max(BigInteger.Zero, state.Upper[n]))];
                continue;
            }

            WideNetwork.AffineIntegers affine = integers.Affine[node]!;
            _largest[node] = [.. affine.Rows.Select((row, i) => 1 + FixedPoint.Floor(
                row.Aggregate(BigInteger.Abs(affine.Bias[i]) << FixedPoint.Bits, (sum, entry) => sum + (BigInteger.Abs(entry.Weight) * _largest[entry.Source][entry.Column])), affine.Denominator))];
            _charges[node] = Charge(affine.Rows.SelectMany(static row => row).Select(static entry => (entry.Source, entry.Column)).Distinct().Select(place => _largest[place.Source][place.Column]));
        }

        return state;
    }

    public void Tighten(WideState state)
    {
        for (int layer = 0; layer < _multipliers.Length; layer++)
        {
            TightenLayer(layer, state);
        }
    }

    /// <summary>Makes all relaxations, with the slopes of the state or the canonical ones.</summary>
    public void Relax(WideState state, bool slopes)
    {
        for (int n = 0; n < _relaxed.Length; n++)
        {
            Free(n, state, slopes && state.Slopes.TryGetValue(n, out double alpha) ? alpha : double.NaN);
        }
    }

    /// <inheritdoc cref="Relaxation.Of"/>
    public void Free(int neuron, WideState state, double alpha)
    {
        BigInteger lower = state.Lower[neuron], upper = state.Upper[neuron];
        if (!state.IsUnsettled(neuron))
        {
            Fix(neuron, lower.Sign >= 0);
            return;
        }

        BigInteger lambda = (upper << FixedPoint.Bits) / (upper - lower);
        BigInteger offset = BigInteger.Max(-FixedPoint.Product(lambda, lower), -FixedPoint.Product(lambda - FixedPoint.One, upper));
        _relaxed[neuron] = (!double.IsNaN(alpha) ? FixedPoint.Floor(alpha) : upper << 20 > -lower * ((1 << 20) + 1) ? FixedPoint.One : BigInteger.Zero, lambda, offset);
    }

    public void Fix(int neuron, bool active) => _relaxed[neuron] = active ? (FixedPoint.One, FixedPoint.One, BigInteger.Zero) : default;

    /// <summary>Puts a multiplier into effect: rounded down it is still one.</summary>
    public void Multiply(int neuron, bool active, double beta)
    {
        int layer = layout.LayerOf(neuron);
        _multipliers[layer][neuron - layout.FirstNeurons[layer]] = active ? -FixedPoint.Floor(beta) : FixedPoint.Floor(beta);
    }

    public void ClearMultipliers() => Array.ForEach(_multipliers, static layer => layer.Clear());

    /// <summary>A lower bound of z of a neuron, or of −z, on the set of the state.</summary>
    public BigInteger Side(int layer, int index, bool negated, WideState state)
    {
        BigInteger[]?[] rows = new BigInteger[_largest.Length][];
        rows[_network.HiddenLayers[layer].Source] = new BigInteger[_network.HiddenLayers[layer].Width];
        rows[_network.HiddenLayers[layer].Source]![index] = negated ? -FixedPoint.One : FixedPoint.One;
        BigInteger constant = Carry(rows, BigInteger.Zero, layout.ReluNodes[layer] - 1, layer);
        return Minimum(rows[0], constant, state);
    }

    /// <summary>A lower bound of a row of a polyhedron on the set of a state.</summary>
    public BigInteger Row(PropertyRow row, WideState state)
    {
        BigInteger[]?[] rows = new BigInteger[_largest.Length][];
        BigInteger constant = FixedPoint.Floor(-row.Bound);
        foreach ((int node, IEnumerable<PropertyTerm> terms) in new (int, IEnumerable<PropertyTerm>)[] { (_network.OutputNode, row.Outputs), (0, row.Inputs) })
        {
            foreach (PropertyTerm term in terms)
            {
                (rows[node] ??= new BigInteger[_network.Nodes[node].Width])[term.Index] += FixedPoint.Floor(term.Coefficient);
                constant -= Charge([_largest[node][term.Index]]);
            }
        }

        constant = Carry(rows, constant, _largest.Length - 1, _multipliers.Length);
        return Minimum(rows[0], constant, state);
    }

    private static BigInteger Charge(IEnumerable<BigInteger> largest) => -(-largest.Aggregate(BigInteger.Zero, static (sum, value) => sum + value) >> FixedPoint.Bits);

    private void TightenLayer(int layer, WideState state)
    {
        int start = layout.FirstNeurons[layer];
        for (int n = start; n < layout.FirstNeurons[layer + 1]; n++)
        {
            if (state.IsUnsettled(n))
            {
                BigInteger lower = Side(layer, n - start, false, state), negative = Side(layer, n - start, true, state);
                state.Improve(n, false, lower);
                state.Improve(n, true, negative);
            }

            Free(n, state, state.Slopes.TryGetValue(n, out double alpha) ? alpha : double.NaN);
        }
    }

    /// <summary>Carries rows down to the input; the multipliers of the layers before <paramref name="layers"/> are in effect. Returns the constant.</summary>
    private BigInteger Carry(BigInteger[]?[] rows, BigInteger constant, int from, int layers)
    {
        for (int node = from; node > 0; node--)
        {
            Dictionary<int, BigInteger>? added = _network.Nodes[node] is ReluNode { Layer: var layer } && layer < layers && _multipliers[layer].Count > 0 ? _multipliers[layer] : null;
            if (rows[node] is null && added is null)
            {
                continue;
            }

            constant -= _charges[node];
            constant += _network.Nodes[node] is ReluNode relu ? PassRelu(relu, rows[node], added, rows) : PassAffine(integers.Affine[node]!, rows[node]!, rows);
        }

        return constant;
    }

    private BigInteger PassRelu(ReluNode relu, BigInteger[]? row, Dictionary<int, BigInteger>? added, BigInteger[]?[] rows)
    {
        BigInteger constant = BigInteger.Zero;
        BigInteger[] target = rows[relu.Source] ??= new BigInteger[relu.Width];
        int start = layout.FirstNeurons[relu.Layer];
        for (int i = 0; row is not null && i < row.Length; i++)
        {
            (BigInteger alpha, BigInteger lambda, BigInteger offset) = _relaxed[start + i];
            target[i] += FixedPoint.Product(row[i], row[i].Sign > 0 ? alpha : lambda);
            constant += row[i].Sign < 0 ? FixedPoint.Product(row[i], offset) : BigInteger.Zero;
        }

        foreach ((int index, BigInteger amount) in added ?? [])
        {
            target[index] += amount;
        }

        return constant;
    }

    private BigInteger PassAffine(WideNetwork.AffineIntegers affine, BigInteger[] row, BigInteger[]?[] rows)
    {
        BigInteger constant = BigInteger.Zero;
        Dictionary<int, BigInteger[]> sums = [];
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].IsZero)
            {
                continue;
            }

            constant += row[i] * affine.Bias[i];
            foreach ((int source, int column, BigInteger weight) in affine.Rows[i])
            {
                if (!sums.TryGetValue(source, out BigInteger[]? sum))
                {
                    sums.Add(source, sum = new BigInteger[_network.Nodes[source].Width]);
                }

                sum[column] += row[i] * weight;
            }
        }

        foreach ((int source, BigInteger[] sum) in sums)
        {
            BigInteger[] target = rows[source] ??= new BigInteger[sum.Length];
            for (int j = 0; j < sum.Length; j++)
            {
                target[j] += FixedPoint.Floor(sum[j], affine.Denominator);
            }
        }

        return FixedPoint.Floor(constant, affine.Denominator);
    }

    /// <summary>The best of the minima over the box, where it meets the ball, and on its points with few changes.</summary>
    private BigInteger Minimum(BigInteger[]? form, BigInteger constant, WideState state)
    {
        if (form is null)
        {
            return constant;
        }

        BigInteger least = WideCenter.Least(form, state.Low, state.High);
        if (_ball is not null)
        {
            least = BigInteger.Max(least, _ball.Minimum(form, state.Low, state.High));
        }

        return constant + (state.Changes is { } budget ? BigInteger.Max(least, _center!.WithFewChanges(form, state, budget)) : least);
    }
}
