using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The walk through the split tree: one path at a time, from the steps of the certificate. Memory is that of one path.
/// </summary>
internal sealed class SplitTree
{
    private const int DroppedRow = -1;

    private readonly ReluNetwork _network;
    private readonly sbyte[][] _phases;
    private readonly double[] _form;
    private readonly long[] _reached;
    private readonly Stack<Branch> _open = new();
    private readonly Stack<(int Layer, int Index)> _trail = new();
    private int _layer = -1;
    private int _unsettled;

    public SplitTree(ReluNetwork network, Domain domain)
    {
        _network = network;
        DoubleBox box = new(domain);
        _phases = [.. network.HiddenLayers.Select(static layer => new sbyte[layer.Width])];
        _form = new double[box.Count + 1];
        Forms = new PathForms(network, domain, box, _phases);
        Rows = new PathRows(domain, box);
        Proof = new CellProof(Rows, box, domain);
        Vertex = new SimpleVertex(Rows, box);
        PerLayer = new long[network.HiddenLayers.Length];
        _reached = new long[network.HiddenLayers.Length];
        EnterLayers();
    }

    public PathForms Forms { get; }

    public PathRows Rows { get; }

    public CellProof Proof { get; }

    public SimpleVertex Vertex { get; }

    /// <summary>The cells after each layer that have a leaf left behind.</summary>
    public long[] PerLayer { get; }

    /// <summary>Whether the walk has left its last leaf.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Replays steps from the current cell until it is a leaf.</summary>
    public void Walk(ref EvidenceScanner steps, bool facets)
    {
        if (IsFinished)
        {
            throw steps.Error("the tree is finished, expected no further leaf");
        }

        while (!steps.At((byte)'"') && !steps.AtEnd)
        {
            if (steps.Skip((byte)'/'))
            {
                Split(ref steps);
            }
            else if (facets && steps.Skip((byte)'~'))
            {
                Drop(ref steps);
            }
            else
            {
                Settle(ref steps);
            }
        }

        if (_layer < _phases.Length)
        {
            throw steps.Error($"the steps end before neuron {_layer}:{FirstUnsettled()} is split or settled");
        }
    }

    /// <summary>Leaves the leaf for the next cell of the walk: the active child of the last open split.</summary>
    public void Leave()
    {
        for (int layer = 0; layer < _reached.Length; layer++)
        {
            PerLayer[layer] += _reached[layer];
            _reached[layer] = 0;
        }

        if (!_open.TryPop(out Branch branch))
        {
            IsFinished = true;
            return;
        }

        while (_trail.Count > branch.Trail)
        {
            (int layer, int index) = _trail.Pop();
            if (layer == DroppedRow)
            {
                Rows.SetDropped(index, dropped: false);
            }
            else
            {
                _phases[layer][index] = -1;
            }
        }

        Rows.Pop(branch.Rows);
        (_layer, _unsettled) = (branch.Layer, branch.Unsettled);
        Take(branch.Neuron, ActivationPhase.Active);
    }

    private void Split(ref EvidenceScanner steps)
    {
        if (_layer == _phases.Length)
        {
            throw steps.Error("there is no neuron left to split");
        }

        int neuron = FirstUnsettled();
        _open.Push(new Branch(_layer, neuron, _unsettled, Rows.Count, _trail.Count));
        Take(neuron, ActivationPhase.Inactive);
    }

    /// <summary>Goes to a child of a split.</summary>
    private void Take(int neuron, ActivationPhase phase)
    {
        EnclosedForms forms = Forms.Of(_layer);
        (int layer, int sign) = (_layer, phase == ActivationPhase.Active ? -1 : 1);
        Rows.Push(forms.Row(neuron), sign, forms.Errors[neuron], forms.Sizes[neuron], () => Exact(layer, neuron, sign));
        Set(neuron, phase);
    }

    private void Settle(ref EvidenceScanner steps)
    {
        int neuron = steps.Index();
        if (_layer == _phases.Length)
        {
            throw steps.Error("there is no neuron left to settle");
        }

        bool active = steps.Skip((byte)'+');
        if (!active)
        {
            steps.Expect("-"u8);
        }

        if (neuron >= _phases[_layer].Length || _phases[_layer][neuron] >= 0)
        {
            throw steps.Error($"neuron {_layer}:{neuron} is not to be settled here: it does not exist, has a phase, or vanishes");
        }

        Proof.ReadBasis(ref steps, Rows.Count);
        EnclosedForms forms = Forms.Of(_layer);
        int sign = active ? -1 : 1;
        ReadOnlySpan<double> row = forms.Row(neuron);
        for (int c = 0; c < row.Length; c++)
        {
            _form[c] = sign * row[c];
        }

        if (!Proof.Bounds(_form, forms.Errors[neuron], forms.Sizes[neuron], citable: null)
            && Proof.WhyNot(Exact(_layer, neuron, sign), citable: null) is { } reason)
        {
            throw steps.Error($"neuron {_layer}:{neuron} is not shown to be {(active ? "active" : "inactive")}: {reason}");
        }

        Set(neuron, active ? ActivationPhase.Active : ActivationPhase.Inactive);
    }

    private void Drop(ref EvidenceScanner steps)
    {
        int number = steps.Index();
        steps.Expect(":"u8);
        if (number >= Rows.NumberCount || Rows.IsDropped(number))
        {
            throw steps.Error($"row {number} does not exist or is dropped already");
        }

        Proof.ReadBasis(ref steps, Rows.Count);
        foreach (int row in Proof.Basis)
        {
            if (Rows.IsDropped(Rows.SideCount + row) || Rows.SideCount + row == number)
            {
                throw steps.Error($"row {number} is dropped by row {Rows.SideCount + row}, which is itself or dropped");
            }
        }

        ReadOnlySpan<double> form = Rows.OfNumber(number)[.._form.Length];
        bool Citable(int column, bool upper) => (2 * column) + (upper ? 1 : 0) is var side && side != number && !Rows.IsDropped(side);
        if (!Proof.Bounds(form, Rows.ErrorOfNumber(number), Rows.SizeOfNumber(number), Citable) && Proof.WhyNot(Rows.ExactOfNumber(number), Citable) is { } reason)
        {
            throw steps.Error($"row {number} is not shown to be redundant: {reason}");
        }

        Rows.SetDropped(number, dropped: true);
        _trail.Push((DroppedRow, number));
    }

    private void Set(int neuron, ActivationPhase phase)
    {
        _phases[_layer][neuron] = (sbyte)(phase == ActivationPhase.Active ? 1 : 0);
        _trail.Push((_layer, neuron));
        if (--_unsettled == 0)
        {
            EnterLayers();
        }
    }

    /// <summary>Enters the next layer that has a neuron to settle or split, or ends at a leaf.</summary>
    private void EnterLayers()
    {
        while (_layer < _phases.Length && _unsettled == 0)
        {
            if (_layer >= 0)
            {
                _reached[_layer]++;
            }

            _layer++;
            if (_layer < _phases.Length)
            {
                EnterLayer();
            }
        }
    }

    private void EnterLayer()
    {
        Forms.Enter(_layer);
        EnclosedForms forms = Forms.Of(_layer);
        sbyte[] phases = _phases[_layer];
        _unsettled = phases.Length;
        for (int i = 0; i < phases.Length; i++)
        {
            bool vanishes = !Proof.IsNonzero(forms.Row(i), forms.Errors[i], forms.Sizes[i]) && Forms.Exact(_layer, i) is null;
            phases[i] = (sbyte)(vanishes ? 0 : -1);
            _unsettled -= vanishes ? 1 : 0;
        }
    }

    private BigInteger[] Exact(int layer, int neuron, int sign)
    {
        BigInteger[] form = Forms.Exact(layer, neuron)!;
        return sign > 0 ? form : [.. form.Select(static number => -number)];
    }

    private int FirstUnsettled() => Array.IndexOf(_phases[_layer], (sbyte)-1);

    /// <summary>A split whose active child is still to be walked.</summary>
    private readonly record struct Branch(int Layer, int Neuron, int Unsettled, int Rows, int Trail);
}
