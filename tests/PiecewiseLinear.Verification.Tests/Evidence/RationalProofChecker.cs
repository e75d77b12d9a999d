using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>
/// Follows a proof as the remarks of <see cref="IPropertyProofVisitor"/> define it, in rationals, for small chains: an oracle that shares nothing with the engine.
/// </summary>
internal sealed class RationalProofChecker : IPropertyProofVisitor
{
    private sealed record State(
        Rational[] Low, Rational[] High, Rational?[] Lower, Rational?[] Upper, SortedSet<int> Open, Dictionary<int, Rational> Slopes, List<(int Neuron, bool Active)> Path);

    private readonly List<(Rational[][] Weights, Rational[] Bias)> _layers;
    private readonly VerificationProperty _property;
    private readonly Stack<State> _pending = new();
    private readonly Dictionary<int, Rational> _slopes = [];
    private readonly Dictionary<int, bool> _phases = [];
    private readonly Dictionary<int, Rational> _multipliers = [];
    private readonly List<(NeuronSide[] Sides, PhaseCase[] Cases)> _lemmas = [];
    private Dictionary<int, Rational> _caseSlopes = [];
    private Dictionary<int, Rational> _caseMultipliers = [];
    private bool _inCase;
    private bool _isLemma;
    private bool _inherits;
    private PropertyGroup _group = null!;
    private State _node = null!;
    private Dictionary<int, (Rational[] Low, Rational[] High)> _own = [];
    private bool _isBounded;
    private int _groups;

    private RationalProofChecker(ReluNetwork network, VerificationProperty property)
    {
        _property = property;
        _layers = [.. network.Nodes.OfType<AffineNode>().Select(node =>
        {
            DenseOperator dense = (DenseOperator)node.Terms.Single().Operator;
            return (Enumerable.Range(0, dense.Rows).Select(i => Enumerable.Range(0, dense.Columns).Select(j => Rational.FromDouble(dense.Weights[(i * dense.Columns) + j])).ToArray()).ToArray(),
                node.Bias.Select(Rational.FromDouble).ToArray());
        })];
    }

    public static void Check(ReluNetwork network, VerificationProperty property, PropertyProof proof)
    {
        RationalProofChecker checker = new(network, property);
        proof.Visit(checker);
        Assert.Empty(checker._pending);
        Assert.Equal(property.Groups.Length, checker._groups);
    }

    public void Group(int index)
    {
        Assert.Empty(_pending);
        Assert.Equal(_groups++, index);
        _group = _property.Groups[index];
        int neurons = _layers.SkipLast(1).Sum(static layer => layer.Bias.Length);
        _pending.Push(new State(
            [.. _group.Inputs.Box.Lower.Select(static x => Rational.FromDouble(x.RoundDown()))],
            [.. _group.Inputs.Box.Upper.Select(static x => Rational.FromDouble(x.RoundUp()))],
            new Rational?[neurons],
            new Rational?[neurons],
            [.. Enumerable.Range(0, _group.Unsafe.Disjuncts.Length)],
            [],
            []));
    }

    public void Node()
    {
        _node = _pending.Pop();
        _slopes.Clear();
        _multipliers.Clear();
        _lemmas.Clear();
        _isBounded = _inherits = false;
        _own = _node.Open.ToDictionary(static d => d, _ => ((Rational[])[.. _node.Low], (Rational[])[.. _node.High]));
    }

    public void Inherit()
    {
        Assert.Empty(_slopes);
        _inherits = true;
        foreach ((int neuron, Rational alpha) in _node.Slopes)
        {
            _slopes.Add(neuron, alpha);
        }
    }

    public void Lemma(ReadOnlySpan<NeuronSide> sides, ReadOnlySpan<(int Neuron, double Alpha)> slopes, ReadOnlySpan<PhaseCase> cases)
    {
        // A leaf's slopes stand for the lemma's; what neither names is canonical.
        (int Neuron, double Alpha)[] whole = [.. slopes];
        Assert.All(whole, static slope => Assert.InRange(slope.Alpha, 0, 1));
        _lemmas.Add(([.. sides], [.. cases.ToArray().Select(entry => entry.Neuron >= 0 ? entry : entry with { Slopes = [.. entry.Slopes, .. whole.ExceptBy(entry.Slopes.Select(static s => s.Neuron), static s => s.Neuron)] })]));
    }

    public void Multiplier(int neuron, double beta)
    {
        Assert.True(beta >= 0 && _node.Path.Exists(split => split.Neuron == neuron));
        _multipliers.Add(neuron, Rational.FromDouble(beta));
    }

    public void Slope(int neuron, double alpha)
    {
        Assert.InRange(alpha, 0, 1);
        Assert.True(_slopes.TryAdd(neuron, Rational.FromDouble(alpha)) || _inherits);
        _slopes[neuron] = Rational.FromDouble(alpha);
    }

    public void Close(int disjunct, int row)
    {
        Assert.True(Minimum(disjunct, row, _own[disjunct].Low, _own[disjunct].High).Sign > 0, "a closing is not proved");
        Assert.True(_node.Open.Remove(disjunct));
        _own.Remove(disjunct);
    }

    public void CloseByCases(int disjunct, int row, ReadOnlySpan<PhaseCase> cases)
    {
        int read = 0;
        BoundNode();
        OverCases(cases, ref read, () => Assert.True(Minimum(disjunct, row, _own[disjunct].Low, _own[disjunct].High).Sign > 0, "a case is not proved"));
        Assert.Equal(cases.Length, read);
        Assert.True(_node.Open.Remove(disjunct));
        _own.Remove(disjunct);
    }

    /// <summary>Does something at every leaf, its phases, slopes and multipliers set.</summary>
    private void OverCases(ReadOnlySpan<PhaseCase> cases, ref int read, Action atLeaf)
    {
        PhaseCase entry = cases[read++];
        if (entry.Neuron < 0)
        {
            Assert.All(entry.Slopes, static slope => Assert.InRange(slope.Alpha, 0, 1));
            Assert.All(entry.Multipliers, m => Assert.True(m.Beta >= 0 && (_phases.ContainsKey(m.Neuron) || _node.Path.Exists(split => split.Neuron == m.Neuron))));
            _caseSlopes = entry.Slopes.ToDictionary(static slope => slope.Neuron, static slope => Rational.FromDouble(slope.Alpha));
            _caseMultipliers = entry.Multipliers.ToDictionary(static m => m.Neuron, static m => Rational.FromDouble(m.Beta));
            _inCase = true;
            atLeaf();
            (_inCase, _caseSlopes, _caseMultipliers) = (false, [], []);
            return;
        }

        foreach (bool active in new[] { false, true })
        {
            _phases.Add(entry.Neuron, active);
            OverCases(cases, ref read, atLeaf);
            _phases.Remove(entry.Neuron);
        }
    }

    public void Cut(int disjunct, int row, int input, bool upper, double end)
    {
        Rational at = Rational.FromDouble(end);
        (Rational[] low, Rational[] high) = _own[disjunct];
        Assert.True(at > low[input] && at < high[input]);
        Rational[] slabLow = [.. low], slabHigh = [.. high];
        (upper ? slabLow : slabHigh)[input] = at;
        Assert.True(Minimum(disjunct, row, slabLow, slabHigh).Sign > 0, "a cut is not proved");
        (upper ? high : low)[input] = at;
    }

    public void Leaf() => Assert.Empty(_node.Open);

    public void Again() => _pending.Push(Rest());

    public void Split(int input, double at)
    {
        State low = Rest(), high = Rest();
        Rational end = Rational.FromDouble(at);
        Assert.True(end > low.Low[input] && end < low.High[input]);
        low.High[input] = end;
        high.Low[input] = end;
        _pending.Push(high);
        _pending.Push(low);
    }

    public void SplitNeuron(int neuron)
    {
        State inactive = Rest(), active = Rest();
        Assert.False(inactive.Lower[neuron] is { Sign: >= 0 } || inactive.Upper[neuron] is { Sign: <= 0 }, $"neuron {neuron} is split, which is settled: [{inactive.Lower[neuron]}, {inactive.Upper[neuron]}], path {string.Join(' ', inactive.Path)}");
        Assert.DoesNotContain(inactive.Path, split => split.Neuron == neuron);
        inactive.Upper[neuron] = inactive.Upper[neuron] is { } u ? Rational.Min(u, 0) : 0;
        active.Lower[neuron] = active.Lower[neuron] is { } l ? Rational.Max(l, 0) : 0;
        inactive.Path.Add((neuron, false));
        active.Path.Add((neuron, true));
        _pending.Push(active);
        _pending.Push(inactive);
    }

    public void SplitChange(int input) => Assert.Fail("properties limit no changes");

    public void SplitDisjuncts()
    {
        foreach (int disjunct in _own.Keys.OrderDescending())
        {
            _pending.Push(Rest() with { Low = [.. _own[disjunct].Low], High = [.. _own[disjunct].High], Open = [disjunct] });
        }
    }

    public void Exact(ExactFinish finish)
    {
        State rest = Rest();
        Assert.Equal(rest.Open, finish.Disjuncts.Select(static tree => tree.Disjunct));
        foreach (ExactFinishTree tree in finish.Disjuncts)
        {
            int read = 0;
            ExactCellCheck.Check(_layers, _group, rest.Low, rest.High, rest.Lower, rest.Upper, tree, ref read, [.. rest.Path]);
            Assert.Equal(tree.Nodes.Length, read);
        }
    }

    private State Rest()
    {
        BoundNode();
        Assert.NotEmpty(_own);
        int inputs = _node.Low.Length;
        return new State(
            [.. Enumerable.Range(0, inputs).Select(j => _own.Values.Min(box => box.Low[j]))],
            [.. Enumerable.Range(0, inputs).Select(j => _own.Values.Max(box => box.High[j]))],
            [.. _node.Lower],
            [.. _node.Upper],
            [.. _node.Open],
            new Dictionary<int, Rational>(_slopes),
            [.. _node.Path]);
    }

    /// <summary>Bounds the node's neurons, once: tightens unless it inherits, then takes the lemmas.</summary>
    private void BoundNode()
    {
        if (_isBounded)
        {
            return;
        }

        _isBounded = true;
        if (!_inherits)
        {
            Bound();
        }

        _isLemma = true;
        foreach ((NeuronSide[] sides, PhaseCase[] cases) in _lemmas)
        {
            Prove(sides, cases);
        }

        _isLemma = false;
    }

    private void Prove(NeuronSide[] sides, PhaseCase[] cases)
    {
        Rational?[] least = new Rational?[sides.Length];
        int read = 0;
        OverCases(cases, ref read, () =>
        {
            for (int k = 0; k < sides.Length; k++)
            {
                (int layer, int first) = LayerOf(sides[k].Neuron);
                int i = sides[k].Neuron - first;
                Rational sign = sides[k].Negated ? -1 : 1;
                Rational bound = Minimum(layer, [.. _layers[layer].Weights[i].Select(w => sign * w)], sign * _layers[layer].Bias[i], first, _node.Low, _node.High);
                least[k] = least[k] is { } before ? Rational.Min(before, bound) : bound;
            }
        });
        Assert.Equal(cases.Length, read);
        for (int k = 0; k < sides.Length; k++)
        {
            int n = sides[k].Neuron;
            if (sides[k].Negated)
            {
                _node.Upper[n] = _node.Upper[n] is { } u ? Rational.Min(u, -least[k]!.Value) : -least[k]!.Value;
            }
            else
            {
                _node.Lower[n] = _node.Lower[n] is { } l ? Rational.Max(l, least[k]!.Value) : least[k]!.Value;
            }
        }
    }

    private (int Layer, int First) LayerOf(int neuron)
    {
        int layer = 0, first = 0;
        while (neuron >= first + _layers[layer].Bias.Length)
        {
            first += _layers[layer++].Bias.Length;
        }

        return (layer, first);
    }

    private void Bound()
    {
        int first = 0;
        for (int l = 0; l < _layers.Count - 1; first += _layers[l++].Bias.Length)
        {
            for (int i = 0; i < _layers[l].Bias.Length; i++)
            {
                int n = first + i;
                if (_node.Lower[n] is { Sign: >= 0 } || _node.Upper[n] is { Sign: <= 0 })
                {
                    continue;
                }

                Rational lower = Minimum(l, _layers[l].Weights[i], _layers[l].Bias[i], first, _node.Low, _node.High);
                Rational upper = -Minimum(l, [.. _layers[l].Weights[i].Select(static w => -w)], -_layers[l].Bias[i], first, _node.Low, _node.High);
                _node.Lower[n] = _node.Lower[n] is { } a ? Rational.Max(a, lower) : lower;
                _node.Upper[n] = _node.Upper[n] is { } b ? Rational.Min(b, upper) : upper;
            }
        }
    }

    private Rational Minimum(int disjunct, int row, Rational[] low, Rational[] high)
    {
        BoundNode();
        PropertyRow stated = _group.Unsafe.Disjuncts[disjunct].Rows[row];
        (Rational[][] weights, Rational[] bias) = _layers[^1];
        Rational[] form = new Rational[weights[0].Length];
        Rational constant = -stated.Bound;
        foreach (PropertyTerm term in stated.Outputs)
        {
            constant += term.Coefficient * bias[term.Index];
            for (int j = 0; j < form.Length; j++)
            {
                form[j] += term.Coefficient * weights[term.Index][j];
            }
        }

        return Minimum(_layers.Count - 1, form, constant, _layers.SkipLast(1).Sum(static layer => layer.Bias.Length), low, high, stated.Inputs);
    }

    /// <summary>The minimum over the box of the linear lower bound of form · (outputs of the layer below) + constant.</summary>
    private Rational Minimum(int layer, Rational[] form, Rational constant, int first, Rational[] low, Rational[] high, ImmutableArray<PropertyTerm> inputs = default)
    {
        for (int l = layer - 1; l >= 0; l--)
        {
            (Rational[][] weights, Rational[] bias) = _layers[l];
            first -= bias.Length;
            Rational[] below = new Rational[weights[0].Length];
            for (int i = 0; i < bias.Length; i++)
            {
                (Rational slope, Rational offset) = Relax(first + i, form[i].Sign);
                constant += form[i] * offset;
                Rational factor = (form[i] * slope) + Shift(first + i);
                constant += factor * bias[i];
                for (int j = 0; j < below.Length; j++)
                {
                    below[j] += factor * weights[i][j];
                }
            }

            form = below;
        }

        foreach (PropertyTerm term in inputs.IsDefault ? [] : inputs)
        {
            form[term.Index] += term.Coefficient;
        }

        return form.Select((a, j) => a * (a.Sign >= 0 ? low[j] : high[j])).Aggregate(constant, static (sum, x) => sum + x);
    }

    private (Rational Slope, Rational Offset) Relax(int n, int sign)
    {
        if (_phases.TryGetValue(n, out bool active))
        {
            return (active ? 1 : 0, 0);
        }

        Rational l = _node.Lower[n]!.Value, u = _node.Upper[n]!.Value;
        if (l.Sign >= 0 || u.Sign <= 0)
        {
            return (l.Sign >= 0 ? 1 : 0, 0);
        }

        Rational canonical = u > -l ? 1 : 0;
        Rational alpha = _caseSlopes.TryGetValue(n, out Rational chosen) ? chosen : !_isLemma && _slopes.TryGetValue(n, out Rational named) ? named : canonical;
        return sign >= 0 ? (alpha, 0) : (u / (u - l), -l * u / (u - l));
    }

    /// <summary>What a multiplier adds to the coefficient of z.</summary>
    private Rational Shift(int n)
    {
        if (!(_inCase ? _caseMultipliers : _multipliers).TryGetValue(n, out Rational beta))
        {
            return 0;
        }

        bool active = _phases.TryGetValue(n, out bool phase) ? phase : _node.Path.Find(split => split.Neuron == n).Active;
        return active ? -beta : beta;
    }
}
