using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The pre-activations of every hidden layer, and the output, as affine forms of the input and of the activations of the hidden layers before: what the
/// network states, before any composition.
/// </summary>
/// <remarks>
/// Each form is found by cutting the graph at its ReLUs: their values become further inputs (x, h₀, h₁, …) of a network without ReLUs, which is one
/// affine map and is composed like any other.
/// </remarks>
public sealed class LayeredForms
{
    private readonly ReluNetwork _network;
    private readonly int[] _starts;
    private readonly ImmutableArray<NetworkNode> _cut;

    /// <summary>Cuts a network at its ReLUs.</summary>
    public LayeredForms(ReluNetwork network)
    {
        _network = network;
        _starts = new int[network.HiddenLayers.Length + 1];
        _starts[0] = network.InputDimension;
        for (int l = 0; l < network.HiddenLayers.Length; l++)
        {
            _starts[l + 1] = _starts[l] + network.HiddenLayers[l].Width;
        }

        _cut = Cut();
    }

    /// <summary>The pre-activations of hidden layer <paramref name="layer"/>: columns are the input, then the hidden layers in order, then the constant.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    public LayerForms PreActivations(int layer, CancellationToken cancellationToken = default) => FormsOf(_network.HiddenLayers[layer].Source, cancellationToken);

    /// <summary>The output, in the same columns.</summary>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    public LayerForms Output(CancellationToken cancellationToken = default) => FormsOf(_network.OutputNode, cancellationToken);

    /// <summary>
    /// A form split by the vectors it speaks of, the zero ones left out, and its constant: sign · form = Σ terms + constant.
    /// </summary>
    public (ImmutableArray<InequalityTerm> Terms, Rational Constant) Split(LayerForms forms, int component, int sign)
    {
        DyadicRow? row = forms[component];
        if (row is null)
        {
            return ([], Rational.Zero);
        }

        ImmutableArray<InequalityTerm>.Builder terms = ImmutableArray.CreateBuilder<InequalityTerm>();
        for (int l = InequalityTerm.Input; l < _network.HiddenLayers.Length; l++)
        {
            int start = l < 0 ? 0 : _starts[l], end = _starts[l + 1];
            ImmutableArray<Rational> normal = [.. Enumerable.Range(start, end - start).Select(j => Coefficient(row, j, forms.Divisor, sign))];
            if (normal.Any(static a => !a.IsZero))
            {
                terms.Add(new InequalityTerm(l, normal));
            }
        }

        return (terms.ToImmutable(), Coefficient(row, row.Columns - 1, forms.Divisor, sign));
    }

    private static Rational Coefficient(DyadicRow row, int column, BigInteger divisor, int sign)
    {
        Rational value = row.ValueAt(column).ToRational();
        value = divisor.IsOne ? value : value / divisor;
        return sign < 0 ? -value : value;
    }

    private LayerForms FormsOf(int node, CancellationToken cancellationToken)
        => ExactForms.Propagate(new ReluNetwork(_cut, node + 1), NoPhases.Instance, cancellationToken).Output;

    private ImmutableArray<NetworkNode> Cut()
    {
        ImmutableArray<NetworkNode>.Builder nodes = ImmutableArray.CreateBuilder<NetworkNode>(_network.Nodes.Length + 1);
        nodes.Add(new InputNode(_starts[^1], "input and activations"));

        // Node i of the network is node i + 1 of the cut one: its input becomes a selection of the first columns.
        foreach (NetworkNode node in _network.Nodes)
        {
            nodes.Add(node switch
            {
                InputNode input => Selection(input.Name, 0, input.Width),
                ReluNode relu => Selection(relu.Name, _starts[relu.Layer], relu.Width),
                AffineNode affine => affine with { Terms = [.. affine.Terms.Select(static term => term with { Source = term.Source + 1 })] },
                _ => throw new InvalidOperationException($"node '{node.Name}' is of the unknown kind {node.GetType().Name}"),
            });
        }

        return nodes.MoveToImmutable();
    }

    private AffineNode Selection(string name, int start, int width)
    {
        SparseOperator select = new(
            width,
            _starts[^1],
            [.. Enumerable.Range(0, width + 1)],
            [.. Enumerable.Range(start, width)],
            [.. Enumerable.Repeat(1d, width)]);
        return new AffineNode(width, name, [new AffineTerm(0, select)], [.. new double[width]]);
    }

    private sealed class NoPhases : IPhaseDecider
    {
        public static NoPhases Instance { get; } = new();

        public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
            => throw new InvalidOperationException("a network cut at its ReLUs has no hidden layers");
    }
}
