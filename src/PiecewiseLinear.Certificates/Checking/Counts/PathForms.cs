using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The forms of the neurons along the path of the walk: enclosed in doubles for every layer entered, exact for a layer when someone asks. The
/// walk is nested by layers, so there is one set of buffers.
/// </summary>
internal sealed class PathForms
{
    private readonly ReluNetwork _network;
    private readonly IntegerNetwork _integers;
    private readonly FormComposer _composer;
    private readonly Domain _domain;
    private readonly sbyte[][] _phases;
    private readonly int[] _reluNodes;
    private readonly bool[] _masked;
    private readonly EnclosedForms[] _values;
    private readonly IntegerForms[] _exact;
    private int _exactStages;

    /// <param name="network">The network.</param>
    /// <param name="domain">The domain, with a box.</param>
    /// <param name="box">The box in doubles.</param>
    /// <param name="phases">Per layer and neuron the phase on the path, 1 for active; owned by the walk.</param>
    public PathForms(ReluNetwork network, Domain domain, DoubleBox box, sbyte[][] phases)
    {
        _network = network;
        _integers = new IntegerNetwork(network);
        _composer = new FormComposer(network, box);
        _domain = domain;
        _phases = phases;
        _reluNodes = [.. Enumerable.Range(0, network.Nodes.Length).Where(node => network.Nodes[node] is ReluNode)];
        _exact = new IntegerForms[network.Nodes.Length];
        _exact[0] = domain.InputForms();
        _masked = [.. Enumerable.Range(0, network.Nodes.Length).Select(node => network.Nodes[node] is ReluNode
            && (node == network.OutputNode || network.HiddenLayers.Any(layer => layer.Source == node)))];
        _values = [.. network.Nodes.Select((node, index) => EnclosedForms.Room(node.Width, node is ReluNode && !_masked[index] ? 0 : box.Count))];
        for (int j = 0; j < network.InputDimension; j++)
        {
            Span<double> row = _values[0].Coefficients.AsSpan(j * (box.Count + 1), box.Count + 1);
            int column = domain.ColumnOf(j);
            row[column < 0 ? ^1 : column] = column < 0 ? domain.Box!.Lower[j].ToDoubleApproximate() : 1;
            double error = column < 0 ? domain.Box!.Lower[j].RoundUp() - domain.Box!.Lower[j].RoundDown() : 0;
            _composer.Finish(_values[0], j, column >= 0 && box.Reach[column] > ErrorBounds.Largest ? double.PositiveInfinity : error);
        }
    }

    /// <summary>The forms of a hidden layer that was entered.</summary>
    public EnclosedForms Of(int layer) => _values[_network.HiddenLayers[layer].Source];

    /// <summary>The outputs, after <see cref="EnterOutputs"/>.</summary>
    public EnclosedForms Outputs => _values[_network.OutputNode];

    /// <summary>Composes the forms of a layer from the phases of the layers before it.</summary>
    public void Enter(int layer)
    {
        _exactStages = Math.Min(_exactStages, layer);
        Compose(Start(layer), _reluNodes[layer]);
    }

    /// <summary>Composes the outputs from the phases of all layers.</summary>
    public void EnterOutputs()
    {
        _exactStages = Math.Min(_exactStages, _reluNodes.Length);
        Compose(Start(_reluNodes.Length), _network.OutputNode + 1);
    }

    /// <summary>The exact form of a neuron of a layer that was entered, as integers but for a positive factor; null if identically zero.</summary>
    public BigInteger[]? Exact(int layer, int neuron)
    {
        ComposeExactly(layer);
        IntegerForms forms = _exact[_network.HiddenLayers[layer].Source];
        return forms.Rows[neuron] is null ? null : forms.IntegersOf(neuron).Numerators;
    }

    /// <summary>The exact outputs, after <see cref="EnterOutputs"/>.</summary>
    public IntegerForms ExactOutputs()
    {
        ComposeExactly(_reluNodes.Length);
        return _exact[_network.OutputNode];
    }

    private int Start(int stage) => stage == 0 ? 1 : _reluNodes[stage - 1];

    private int End(int stage) => stage == _reluNodes.Length ? _network.OutputNode + 1 : _reluNodes[stage];

    private void Compose(int start, int end)
    {
        for (int node = start; node < end; node++)
        {
            if (_network.Nodes[node] is not ReluNode relu)
            {
                _composer.Compose(node, _values, _values[node]);
                continue;
            }

            EnclosedForms source = _values[relu.Source];
            if (_masked[node])
            {
                Mask(relu, source, _values[node]);
                continue;
            }

            bool[] live = _values[node].Live;
            for (int i = 0; i < live.Length; i++)
            {
                live[i] = _phases[relu.Layer][i] == 1;
            }

            _values[node] = source with { Live = live };
        }
    }

    /// <summary>
    /// A ReLU layer whose rows are read as they are, as the outputs or as another layer's pre-activations, and not only through the live entries: zeros for the inactive neurons.
    /// </summary>
    private void Mask(ReluNode relu, EnclosedForms source, EnclosedForms target)
    {
        int length = target.Coefficients.Length / target.Errors.Length;
        for (int i = 0; i < relu.Width; i++)
        {
            Span<double> row = target.Coefficients.AsSpan(i * length, length);
            if (_phases[relu.Layer][i] == 1)
            {
                source.Row(i).CopyTo(row);
                (target.Errors[i], target.Sizes[i]) = (source.Errors[i], source.Sizes[i]);
            }
            else
            {
                row.Clear();
                _composer.Finish(target, i, error: 0);
            }
        }
    }

    private void ComposeExactly(int lastStage)
    {
        for (; _exactStages <= lastStage; _exactStages++)
        {
            for (int node = Start(_exactStages); node < End(_exactStages); node++)
            {
                _exact[node] = _network.Nodes[node] is ReluNode relu
                    ? _exact[relu.Source].Restrict(i => _phases[relu.Layer][i] == 1)
                    : _integers.Affine(node, _exact, _domain.FreeCount + 1, constants: true);
            }
        }
    }
}
