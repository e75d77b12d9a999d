namespace PiecewiseLinear.Certificates;

/// <summary>
/// Goes through the leaves of a tree of cases. At each leaf the bounds have the relaxations of the case: neurons of its path inactive or active where they are not settled, the leaf's slopes, the leaf's multipliers.
/// At the end the relaxations are as before.
/// </summary>
internal sealed class CaseWalk(BackwardBounds bounds)
{
    private readonly List<(int Neuron, bool Active)> _path = [];
    private NodeLine _line = null!;
    private BoxState _state = null!;
    private bool _slopes;
    private int _next;
    private int _end;
    private Slice _applied;

    /// <summary>Starts before the first leaf. The relaxations are those of the state, with its slopes or the canonical ones.</summary>
    public void Start(NodeLine line, Slice cases, BoxState state, bool slopes)
    {
        (_line, _state, _slopes, _next, _end, _applied) = (line, state, slopes, cases.Start, cases.End, default);
        _path.Clear();
    }

    /// <summary>Goes to the next leaf; false behind the last one.</summary>
    /// <exception cref="CertificateFormatException">A neuron has two cases within a case, or a multiplier has no known phase.</exception>
    public bool Next(in EvidenceScanner text)
    {
        Leave();
        if (_next == _end)
        {
            return false;
        }

        for (; _line.Cases[_next].Neuron is var neuron && neuron >= 0; _next++)
        {
            if (PhaseOf(neuron) is not null)
            {
                throw text.Error($"neuron {neuron} has two cases within a case");
            }

            Enter(neuron, active: false);
        }

        CaseEntry leaf = _line.Cases[_next++];
        _applied = leaf.Slopes;
        for (int k = _applied.Start; k < _applied.End; k++)
        {
            (int neuron, double alpha) = _line.Numbers[k];
            if (_state.IsUnsettled(neuron) && PhaseOf(neuron) is null)
            {
                bounds.Free(neuron, _state, alpha);
            }
        }

        Multiply(_line, leaf.Multipliers, _state, in text);
        return true;
    }

    /// <summary>Puts multipliers into effect; their neurons are on the path of the node or of the case.</summary>
    /// <exception cref="CertificateFormatException">One is not.</exception>
    public void Multiply(NodeLine line, Slice multipliers, BoxState state, in EvidenceScanner text)
    {
        for (int k = multipliers.Start; k < multipliers.End; k++)
        {
            (int neuron, double beta) = line.Numbers[k];
            bool active = PhaseOf(neuron) ?? state.PhaseOf(neuron) ?? throw text.Error($"neuron {neuron} has a multiplier, but no phase on the path");
            bounds.Multiply(neuron, active ? -beta : beta);
        }
    }

    /// <summary>Takes back what the last leaf has set, and goes over to the other side of the last pending neuron.</summary>
    private void Leave()
    {
        bounds.ClearMultipliers();
        for (int k = _applied.Start; k < _applied.End; k++)
        {
            int neuron = _line.Numbers[k].Neuron;
            if (PhaseOf(neuron) is null)
            {
                Release(neuron);
            }
        }

        bool done = false;
        while (!done && _path.Count > 0)
        {
            (int neuron, bool active) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            Release(neuron);
            if (!active)
            {
                Enter(neuron, active: true);
                done = true;
            }
        }

        _applied = default;
    }

    private bool? PhaseOf(int neuron)
    {
        foreach ((int on, bool active) in _path)
        {
            if (on == neuron)
            {
                return active;
            }
        }

        return null;
    }

    // A settled neuron keeps its exact relaxation: in the other phase it is zero, and both phases agree there.
    private void Enter(int neuron, bool active)
    {
        _path.Add((neuron, active));
        if (_state.IsUnsettled(neuron))
        {
            bounds.Fix(neuron, active);
        }
    }

    private void Release(int neuron)
    {
        if (_state.IsUnsettled(neuron))
        {
            bounds.Free(neuron, _state, _slopes ? _state.Slopes[neuron] : double.NaN);
        }
    }
}
