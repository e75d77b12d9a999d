using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>What is asked of the closed cells of a part of the inputs: rows are added as the walk goes down, and taken back as it returns.</summary>
internal interface ICellQuestion
{
    /// <summary>The number of rows so far.</summary>
    int Rows { get; }

    /// <summary>Whether there is budget to go deeper.</summary>
    bool CanGoOn { get; }

    /// <summary>The phase that bounds settle for a neuron; null where it stays open.</summary>
    bool? Settled(int neuron);

    /// <summary>Adds the row of a phase: form/divisor ≥ 0 where active, else ≤ 0.</summary>
    void AddPhase(int number, DyadicRow form, BigInteger divisor, bool active);

    /// <summary>Takes back the rows but the first ones.</summary>
    void KeepRows(int count);

    /// <summary>Whether nothing is left to show for the rows so far; then a leaf was added.</summary>
    bool TryLeave(CancellationToken cancellationToken);

    /// <summary>Settles a cell where all neurons have phases; then a leaf was added. Rows of outputs may be added, and are taken back.</summary>
    bool Complete(CancellationToken cancellationToken);
}

/// <summary>
/// Goes through the closed cells of a network, layer by layer and depth first, inactive before active: neurons of a given path have its phases, others the phase that bounds settle, or inactive where the form is identically zero,
/// and the rest is split. Cells are closed, and need not be full-dimensional: on a closed cell the network is the cell's affine map. Writes the tree of its splits, whose leaves the question adds.
/// </summary>
internal sealed class ClosedCells
{
    private readonly ReluNetwork _network;
    private readonly ICellQuestion _question;
    private readonly ActivationPhase[][] _phases;
    private readonly Dictionary<int, (bool Active, int Place)> _path = [];
    private int _firstNumber;

    public ClosedCells(ReluNetwork network, ICellQuestion question)
    {
        (_network, _question) = (network, question);
        Forms = new PathForms(network, LayerForms.Identity(network.InputDimension));
        _phases = [.. network.HiddenLayers.Select(static layer => new ActivationPhase[layer.Width])];
    }

    /// <summary>The forms along the phases so far.</summary>
    public PathForms Forms { get; }

    /// <summary>The tree.</summary>
    public ImmutableArray<ExactFinishNode>.Builder Nodes { get; } = ImmutableArray.CreateBuilder<ExactFinishNode>();

    /// <summary>Starts with the phases on the path to the part, in their order.</summary>
    public void Start(IEnumerable<(int Neuron, bool Active)> path)
    {
        _path.Clear();
        foreach ((int neuron, bool active) in path)
        {
            _path.Add(neuron, (active, _path.Count));
        }
    }

    /// <summary>Walks, from the rows that are there.</summary>
    /// <param name="firstNumber">The number of the row of the first split of the path; the others follow, then the splits of the walk.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Whether every cell was left or settled; else the tree is not complete.</returns>
    public bool Walk(int firstNumber, CancellationToken cancellationToken)
    {
        Nodes.Clear();
        _firstNumber = firstNumber;
        return Visit(0, 0, 0, cancellationToken);
    }

    /// <summary>Adds a leaf with its multipliers.</summary>
    public void AddLeaf(IEnumerable<(int Row, Rational Weight)> multipliers) => Nodes.Add(new ExactFinishNode(-1, [.. multipliers.OrderBy(static m => m.Row)]));

    private bool Visit(int layer, int neuron, int splits, CancellationToken cancellationToken)
    {
        int rows = _question.Rows;
        bool done = Descend(layer, neuron, splits, cancellationToken);
        _question.KeepRows(rows);
        return done;
    }

    private bool Descend(int layer, int neuron, int splits, CancellationToken cancellationToken)
    {
        for (; layer < _phases.Length; layer++, neuron = 0)
        {
            for (; neuron < _phases[layer].Length; neuron++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int number = _network.FirstNeurons[layer] + neuron;
                bool isOnPath = _path.TryGetValue(number, out (bool Active, int Place) step);
                if (isOnPath)
                {
                    AddPhase(layer, neuron, step.Active, _firstNumber + step.Place);
                }

                if ((isOnPath ? step.Active : _question.Settled(number)) is { } active)
                {
                    _phases[layer][neuron] = PhaseOf(active);
                }
                else if (Forms.Row(_network.HiddenLayers[layer].Source, neuron) is not null)
                {
                    return Split(layer, neuron, splits, cancellationToken);
                }
                else
                {
                    _phases[layer][neuron] = ActivationPhase.Inactive;
                }
            }

            Forms.SetPhases(layer, _phases[layer]);
        }

        return _question.Complete(cancellationToken);
    }

    private bool Split(int layer, int neuron, int splits, CancellationToken cancellationToken)
    {
        Nodes.Add(new ExactFinishNode(_network.FirstNeurons[layer] + neuron, []));
        ActivationPhase[] before = [.. _phases[layer]];
        int rows = _question.Rows;
        foreach (bool active in (ReadOnlySpan<bool>)[false, true])
        {
            AddPhase(layer, neuron, active, _firstNumber + _path.Count + splits);
            before.CopyTo(_phases[layer], 0);
            _phases[layer][neuron] = PhaseOf(active);
            bool done = _question.TryLeave(cancellationToken) || (_question.CanGoOn && Visit(layer, neuron + 1, splits + 1, cancellationToken));
            _question.KeepRows(rows);
            if (!done)
            {
                return false;
            }
        }

        return true;
    }

    private void AddPhase(int layer, int neuron, bool active, int number)
    {
        int node = _network.HiddenLayers[layer].Source;
        if (Forms.Row(node, neuron) is { } form)
        {
            _question.AddPhase(number, form, Forms.Divisor(node), active);
        }
    }

    private static ActivationPhase PhaseOf(bool active) => active ? ActivationPhase.Active : ActivationPhase.Inactive;
}
