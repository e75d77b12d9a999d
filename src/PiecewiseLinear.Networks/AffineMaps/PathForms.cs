using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// Exact forms along a path of phases that changes from its end, as in a depth-first search: a form is composed when it is first asked for
/// and kept until a layer before it changes its phases. Not for use by two threads at once.
/// </summary>
/// <remarks>
/// Only what is asked for is composed: one form of layer l needs the forms of the active neurons of the layers before, once. The divisor of a node depends on the
/// graph and the roots alone.
/// </remarks>
public sealed class PathForms
{
    private readonly ReluNetwork _network;
    private readonly LayerForms _roots;
    private readonly BigInteger[] _divisors;
    private readonly BigInteger[] _common;
    private readonly DyadicRow?[][] _rows;
    private readonly bool[][] _known;
    private readonly WeightedRows?[] _sums;
    private readonly int[] _reluNodes;
    private readonly bool[][] _active;

    /// <summary>No phase is set yet.</summary>
    /// <exception cref="ArgumentException">There is not one root form an input.</exception>
    public PathForms(ReluNetwork network, LayerForms roots)
    {
        if (roots.Count != network.InputDimension)
        {
            throw new ArgumentException($"{roots.Count} root forms were given, expected {network.InputDimension}, one an input of the network", nameof(roots));
        }

        _network = network;
        _roots = roots;
        int count = network.Nodes.Length;
        _divisors = new BigInteger[count];
        _common = new BigInteger[count];
        _rows = new DyadicRow?[count][];
        _known = new bool[count][];
        _sums = new WeightedRows?[count];
        _reluNodes = new int[network.HiddenLayers.Length];
        _active = new bool[network.HiddenLayers.Length][];
        for (int i = 0; i < count; i++)
        {
            Prepare(i);
        }
    }

    /// <summary>The positive integer by which the rows of a node are divided.</summary>
    public BigInteger Divisor(int node) => _divisors[node];

    /// <summary>
    /// Sets the phases of a hidden layer. Everything that depends on it is forgotten, and the phases of the layers after it must be set anew before they are
    /// asked for.
    /// </summary>
    /// <param name="layer">The hidden layer.</param>
    /// <param name="phases">One phase a neuron.</param>
    public void SetPhases(int layer, ReadOnlySpan<ActivationPhase> phases)
    {
        bool[] active = _active[layer];
        for (int n = 0; n < active.Length; n++)
        {
            active[n] = phases[n] == ActivationPhase.Active;
        }

        for (int i = _reluNodes[layer]; i < _known.Length; i++)
        {
            Array.Clear(_known[i]);
        }
    }

    /// <summary>The row of component <paramref name="index"/> of a node, before division; null exactly where it is identically zero.</summary>
    public DyadicRow? Row(int node, int index)
    {
        if (!_known[node][index])
        {
            _rows[node][index] = _network.Nodes[node] switch
            {
                InputNode => _roots[index],
                ReluNode relu => _active[relu.Layer][index] ? Row(relu.Source, index) : null,
                AffineNode affine => Compose(node, affine, index),
                var other => throw new InvalidOperationException($"node {node} is of the unknown kind {other.GetType().Name}"),
            };
            _known[node][index] = true;
        }

        return _rows[node][index];
    }

    /// <summary>All rows of a node.</summary>
    public LayerForms Forms(int node)
    {
        DyadicRow?[] rows = new DyadicRow?[_rows[node].Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Row(node, i);
        }

        return new LayerForms(rows, _divisors[node], _roots.InputDimension);
    }

    private void Prepare(int node)
    {
        int width = _network.Nodes[node].Width;
        _rows[node] = new DyadicRow?[width];
        _known[node] = new bool[width];
        _common[node] = BigInteger.One;
        switch (_network.Nodes[node])
        {
            case ReluNode relu:
                _divisors[node] = _divisors[relu.Source];
                _reluNodes[relu.Layer] = node;
                _active[relu.Layer] = new bool[width];
                break;
            case AffineNode affine:
                _common[node] = IntegerVector.LeastCommonMultiple(affine.Terms.Select(term => _divisors[term.Source]));
                _divisors[node] = _common[node] * affine.Divisor;
                int columns = _roots.InputDimension + 1;
                _sums[node] = new WeightedRows(AffineForms.Scale(DyadicRow.Unit(columns, columns - 1), _common[node]));
                break;
            default:
                _divisors[node] = _roots.Divisor;
                break;
        }
    }

    private DyadicRow? Compose(int node, AffineNode affine, int index)
    {
        // The sources first: composing them may reach this node's list of terms again only through other nodes, never this one.
        foreach (AffineTerm term in affine.Terms)
        {
            foreach ((int column, double weight) in OperatorRows.Row(term.Operator, index))
            {
                if (weight != 0d && !_known[term.Source][column])
                {
                    Row(term.Source, column);
                }
            }
        }

        WeightedRows sum = _sums[node]!;
        foreach (AffineTerm term in affine.Terms)
        {
            BigInteger factor = _common[node] / _divisors[term.Source];
            if (factor.IsOne)
            {
                sum.AddRow(term.Operator, index, _rows[term.Source]);
                continue;
            }

            DyadicRow?[] scaled = new DyadicRow?[_rows[term.Source].Length];
            foreach ((int column, double weight) in OperatorRows.Row(term.Operator, index))
            {
                scaled[column] = weight != 0d && _rows[term.Source][column] is { } row ? AffineForms.Scale(row, factor) : null;
            }

            sum.AddRow(term.Operator, index, scaled);
        }

        return sum.Finish(affine.Bias[index]);
    }
}
