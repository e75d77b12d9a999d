using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// A network on a support: its pre-activations and outputs as exact affine forms of the inputs that may change and of the activations of the neurons that are unstable there. Stable neurons and the
/// inputs that keep their values are composed away, which is what makes the questions small enough for a solver of logic.
/// </summary>
internal sealed class ComposedForms
{
    private readonly ReluNetwork _network;
    private readonly ImmutableArray<NetworkNode> _cut;
    private readonly InputEmbedding _roots;

    /// <summary>The forms of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="point">The values of the inputs that stay.</param>
    /// <param name="node">The support, with bounds of all neurons on it.</param>
    public ComposedForms(ReluNetwork network, ImmutableArray<Rational> point, SupportNode node)
    {
        _network = network;
        FreeInputs = [.. Enumerable.Range(0, point.Length).Where(j => node.Roles[j] == InputRole.Free)];
        ImmutableArray<UnstableNeuron>.Builder unstable = ImmutableArray.CreateBuilder<UnstableNeuron>();
        bool[] active = new bool[network.HiddenNeurons];
        int number = 0;
        foreach (ReluNode layer in network.HiddenLayers)
        {
            for (int i = 0; i < layer.Width; i++, number++)
            {
                active[number] = node.Lower[number] >= 0d;
                if (node.Lower[number] < 0d && node.Upper[number] > 0d)
                {
                    unstable.Add(new UnstableNeuron(number, layer.Layer, i));
                }
            }
        }

        Unstable = unstable.ToImmutable();
        _cut = Cut(active);
        _roots = Roots(point);
    }

    /// <summary>The inputs that may change; coordinates 0, 1, … of the forms.</summary>
    public ImmutableArray<int> FreeInputs { get; }

    /// <summary>The unstable neurons; their activations are the coordinates behind the inputs.</summary>
    public ImmutableArray<UnstableNeuron> Unstable { get; }

    /// <summary>The pre-activations of hidden layer <paramref name="layer"/>.</summary>
    public LayerForms PreActivations(int layer, CancellationToken cancellationToken) => FormsOf(_network.HiddenLayers[layer].Source, cancellationToken);

    /// <summary>The outputs.</summary>
    public LayerForms Outputs(CancellationToken cancellationToken) => FormsOf(_network.OutputNode, cancellationToken);

    private LayerForms FormsOf(int node, CancellationToken cancellationToken)
        => ExactForms.Propagate(new ReluNetwork(_cut, node + 1), _roots.RootForms, NoPhases.Instance, cancellationToken).Output;

    /// <summary>The network without ReLUs: an active neuron passes its pre-activation on, an inactive one is zero, an unstable one is a further input.</summary>
    private ImmutableArray<NetworkNode> Cut(bool[] active)
    {
        int inputs = _network.InputDimension, columns = inputs + Unstable.Length, start = 0;
        ImmutableArray<NetworkNode>.Builder nodes = ImmutableArray.CreateBuilder<NetworkNode>(_network.Nodes.Length + 1);
        nodes.Add(new InputNode(columns, "inputs and activations"));
        foreach (NetworkNode node in _network.Nodes)
        {
            switch (node)
            {
                case InputNode input:
                    nodes.Add(Affine(input, [new AffineTerm(0, Selection(input.Width, columns, [.. Enumerable.Range(0, input.Width).Select(static j => (j, j))]))]));
                    break;
                case ReluNode relu:
                    int first = start;
                    ImmutableArray<(int, int)> taken = [.. Unstable.Select((neuron, k) => (Neuron: neuron, Column: inputs + k)).Where(u => u.Neuron.Layer == relu.Layer).Select(static u => (u.Neuron.Index, u.Column))];
                    nodes.Add(Affine(relu,
                    [
                        new AffineTerm(relu.Source + 1, new DiagonalOperator([.. Enumerable.Range(0, relu.Width).Select(i => active[first + i] ? 1d : 0d)])),
                        new AffineTerm(0, Selection(relu.Width, columns, taken)),
                    ]));
                    start += relu.Width;
                    break;
                case AffineNode affine:
                    nodes.Add(affine with { Terms = [.. affine.Terms.Select(static term => term with { Source = term.Source + 1 })] });
                    break;
                default:
                    throw new InvalidOperationException($"node '{node.Name}' is of the unknown kind {node.GetType().Name}");
            }
        }

        return nodes.MoveToImmutable();
    }

    private static AffineNode Affine(NetworkNode node, ImmutableArray<AffineTerm> terms) => new(node.Width, node.Name, terms, [.. new double[node.Width]]);

    /// <summary>The matrix with ones at the given (row, column) places; rows ascending.</summary>
    private static SparseOperator Selection(int rows, int columns, ImmutableArray<(int Row, int Column)> ones)
    {
        int[] starts = new int[rows + 1];
        foreach ((int row, _) in ones)
        {
            starts[row + 1] = 1;
        }

        for (int i = 0; i < rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        return new SparseOperator(rows, columns, [.. starts], [.. ones.Select(static one => one.Column)], [.. ones.Select(static _ => 1d)]);
    }

    private InputEmbedding Roots(ImmutableArray<Rational> point)
    {
        int columns = point.Length + Unstable.Length;
        ImmutableArray<int> coordinates = [.. FreeInputs, .. Enumerable.Range(point.Length, Unstable.Length)];
        HashSet<int> free = [.. FreeInputs];
        return new InputEmbedding(
            [.. Enumerable.Range(0, columns).Select(c => c >= point.Length || free.Contains(c) ? Rational.Zero : point[c])],
            [.. coordinates.Select(k => Enumerable.Range(0, columns).Select(c => c == k ? Rational.One : Rational.Zero).ToImmutableArray())],
            Box.Cube(coordinates.Length, 0, 1)); // only the substitution is used, not this box
    }

    private sealed class NoPhases : IPhaseDecider
    {
        public static NoPhases Instance { get; } = new();

        public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
            => throw new InvalidOperationException("a network cut at its ReLUs has no hidden layers");
    }
}

/// <summary>A neuron whose phase is open on a support.</summary>
/// <param name="Number">Its number among all hidden neurons.</param>
/// <param name="Layer">Its hidden layer.</param>
/// <param name="Index">Its place there.</param>
internal readonly record struct UnstableNeuron(int Number, int Layer, int Index);
