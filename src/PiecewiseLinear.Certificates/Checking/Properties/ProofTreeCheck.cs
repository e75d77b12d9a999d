using System.Globalization;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of one tree: one pass over its lines, with the memory of one path.</summary>
internal sealed class ProofTreeCheck
{
    private readonly CheckedNetwork _network;
    private readonly BackwardBounds _bounds;
    private readonly CellTree _cells;
    private readonly DigestedLines _lines;
    private readonly NodeLine _node;
    private readonly Lazy<WideNetwork> _integers;
    private readonly Stack<Pending> _pending = new();
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly Stack<BoxState> _spare = new();

    public ProofTreeCheck(ReluNetwork network, DigestedLines lines)
    {
        _lines = lines;
        _network = new CheckedNetwork(network);
        _bounds = BackwardBounds.Of(_network);
        _cells = new CellTree(network, _network);
        _node = new NodeLine(_network.Neurons, _network.LayerOf);
        _integers = new Lazy<WideNetwork>(() => new WideNetwork(network));
        (_low, _high) = (new double[_network.Inputs], new double[_network.Inputs]);
    }

    /// <exception cref="CertificateFormatException">The tree is malformed or does not prove what it should; the message is the reason.</exception>
    public void Check(TreeQuestion question, CancellationToken cancellationToken)
    {
        BoxState root = new(_network.Inputs, _network.Neurons);
        root.Open = [.. Enumerable.Range(0, question.Unsafe.Length)];
        root.Changes = question.Changes;
        if (question.Root is null)
        {
            CheckUnbounded(question, root, cancellationToken);
            return;
        }

        if (_bounds.Begin(question.Root, question.Ball, root) is { } problem)
        {
            throw new CertificateFormatException(CertificateDefect.Malformed, _lines.Count, "", problem);
        }

        WideProof? wide = null;
        Pending pending = new(root, -1, null, null);
        Trail? current = null;
        NodeProof proof = new(question, _bounds, _network, (step, low, high)
            => (wide ??= new WideProof(_integers.Value, _network, question)).IsProved(current ??= TrailOf(pending), step, low, high, cancellationToken));
        _pending.Push(pending);
        while (_pending.TryPop(out pending))
        {
            BoxState state = pending.Next < 0 ? pending.State : Child(pending);
            EvidenceScanner text = NextNode();
            current = null;
            _node.Read(ref text);
            state.Low.CopyTo(_low, 0);
            state.High.CopyTo(_high, 0);
            proof.Apply(_node, state, in text, cancellationToken);
            GoOn(question, pending with { State = state }, in text, cancellationToken);
        }
    }

    /// <summary>The current node as a part of a path.</summary>
    private Trail TrailOf(Pending current) => new(current.Trail, _lines.Current.ToArray(), [.. _low], [.. _high], current.Entered, current.State.Changes);

    /// <summary>Without a box and without a ball no neuron has bounds: all is up to the cells.</summary>
    private void CheckUnbounded(TreeQuestion question, BoxState root, CancellationToken cancellationToken)
    {
        EvidenceScanner text = NextNode();
        text.Expect("{\"node\":\"~ !\"}"u8);
        if (!text.AtEnd)
        {
            throw text.Error("the line goes on after its object");
        }

        Array.Fill(root.Low, double.NegativeInfinity);
        Array.Fill(root.High, double.PositiveInfinity);
        Array.Fill(root.Lower, double.NegativeInfinity);
        Array.Fill(root.Upper, double.PositiveInfinity);
        _cells.Check(question, root, _lines, cancellationToken);
    }

    private EvidenceScanner NextNode()
        => _lines.MoveNext() ? new EvidenceScanner(_lines.Current, _lines.Count)
            : throw new CertificateFormatException(CertificateDefect.Malformed, _lines.Count + 1, "", "expected a line 'node', found the end of the file");

    private BoxState NewState() => _spare.TryPop(out BoxState? spare) ? spare : new BoxState(_network.Inputs, _network.Neurons);

    /// <summary>The child of a node for one of its open polyhedra; the others stay pending.</summary>
    private BoxState Child(Pending pending)
    {
        (BoxState state, int index, _, _) = pending;
        BoxState child = state;
        if (index + 1 < state.Open.Length)
        {
            _pending.Push(pending with { Next = index + 1 });
            child = NewState();
            child.CopyFrom(state);
        }

        child.Open = [state.Open[index]];
        return child;
    }

    private void GoOn(TreeQuestion question, Pending node, in EvidenceScanner text, CancellationToken cancellationToken)
    {
        BoxState state = node.State;
        switch (_node.Way)
        {
            case NodeWay.Leaf:
                _spare.Push(state);
                break;
            case NodeWay.Cells:
                _cells.Check(question, state, _lines, cancellationToken);
                _spare.Push(state);
                break;
            default:
                if (++state.Depth > FormatLimits.PathNodes)
                {
                    throw text.Error(string.Create(CultureInfo.InvariantCulture, $"there are more than {FormatLimits.PathNodes} nodes on a path"));
                }

                Divide(state, TrailOf(node), in text);
                break;
        }
    }

    private void Divide(BoxState state, Trail trail, in EvidenceScanner text)
    {
        if (_node.Way is NodeWay.Again or NodeWay.Polyhedra)
        {
            _pending.Push(new Pending(state, _node.Way == NodeWay.Again ? -1 : 0, trail, null));
            return;
        }

        int place = _node.Place;
        if (_node.Way == NodeWay.Split && (place >= _network.Inputs || !(_node.At > state.Low[place] && _node.At < state.High[place])))
        {
            throw text.Error($"input {place} is not split inside of what is left of the box");
        }

        if (_node.Way == NodeWay.Neuron && state.PhaseOf(place) is not null)
        {
            throw text.Error($"neuron {place} was split above");
        }

        if (_node.Way == NodeWay.Change)
        {
            ExpectUndecided(place, state, in text);
        }

        BoxState first = NewState();
        first.CopyFrom(state);
        if (_node.Way == NodeWay.Split)
        {
            first.High[place] = _node.At;
            state.Low[place] = _node.At;
        }
        else if (_node.Way == NodeWay.Change)
        {
            first.Decide(place, free: false);
            state.Decide(place, free: true);
        }
        else
        {
            first.Enter(place, active: false);
            state.Enter(place, active: true);
        }

        _pending.Push(new Pending(state, -1, trail, _node.Way == NodeWay.Neuron ? (place, true) : null));
        _pending.Push(new Pending(first, -1, trail, _node.Way == NodeWay.Neuron ? (place, false) : null));
    }

    private static void ExpectUndecided(int input, BoxState state, in EvidenceScanner text)
    {
        ChangeBudget budget = state.Changes ?? throw text.Error($"input {input} is kept or free only where the changes are limited");
        if (input >= budget.Inputs.Length || budget.Inputs[input] != InputChange.Undecided)
        {
            throw text.Error($"input {input} is none of the {budget.Inputs.Length}, or was decided above");
        }

        if (budget.Left == 0)
        {
            throw text.Error($"input {input} cannot be free: as many inputs are as may change");
        }
    }

    /// <summary>A node that waits for its line: its state (or that of its parent and the next of the open polyhedra), the path to its parent, the phase that it joins to it.</summary>
    private readonly record struct Pending(BoxState State, int Next, Trail? Trail, (int Neuron, bool Active)? Entered);
}
