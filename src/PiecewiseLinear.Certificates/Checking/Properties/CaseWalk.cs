namespace PiecewiseLinear.Certificates;

/// <summary>Goes through the leaves of a tree of cases, and puts what a leaf says into rows of a batch: neurons of its path inactive or active, its slopes, its multipliers.</summary>
internal sealed class CaseWalk(BackwardBounds bounds)
{
    private readonly List<(int Neuron, bool Active)> _path = [];
    private NodeLine _line = null!;
    private BoxState _state = null!;
    private int _next;
    private int _end;

    /// <summary>Starts before the first leaf.</summary>
    public void Start(NodeLine line, Slice cases, BoxState state)
    {
        (_line, _state, _next, _end) = (line, state, cases.Start, cases.End);
        _path.Clear();
    }

    /// <summary>Goes to the next leaf; false behind the last one.</summary>
    /// <exception cref="CertificateFormatException">A neuron has two cases within a case.</exception>
    public bool Next(in EvidenceScanner text)
    {
        GoOver();
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

            _path.Add((neuron, false));
        }

        _next++;
        return true;
    }

    /// <summary>Puts the leaf into one row of the batch to come.</summary>
    /// <exception cref="CertificateFormatException">A multiplier has no known phase.</exception>
    public void Apply(int row, in EvidenceScanner text)
    {
        foreach ((int neuron, bool active) in _path)
        {
            bounds.Fix(row, neuron, active);
        }

        CaseEntry leaf = _line.Cases[_next - 1];
        for (int k = leaf.Slopes.Start; k < leaf.Slopes.End; k++)
        {
            (int neuron, double alpha) = _line.Numbers[k];
            if (_state.IsUnsettled(neuron) && PhaseOf(neuron) is null)
            {
                bounds.Slope(row, neuron, alpha, _state);
            }
        }

        Multiply(row, leaf.Multipliers, in text);
    }

    /// <summary>Puts multipliers into a row (−1: into all); their neurons are on the path of the node or of the case.</summary>
    /// <exception cref="CertificateFormatException">One is not.</exception>
    public void Multiply(int row, Slice multipliers, in EvidenceScanner text)
    {
        for (int k = multipliers.Start; k < multipliers.End; k++)
        {
            (int neuron, double beta) = _line.Numbers[k];
            bool active = PhaseOf(neuron) ?? _state.PhaseOf(neuron) ?? throw text.Error($"neuron {neuron} has a multiplier, but no phase on the path");
            bounds.Multiply(row, neuron, active ? -beta : beta);
        }
    }

    /// <summary>Goes over to the active side of the last neuron whose inactive side is done.</summary>
    private void GoOver()
    {
        while (_path.Count > 0)
        {
            (int neuron, bool active) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (!active)
            {
                _path.Add((neuron, true));
                return;
            }
        }
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
}
