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
    private readonly Stack<(BoxState State, int Next)> _pending = new();
    private readonly Stack<BoxState> _spare = new();

    public ProofTreeCheck(ReluNetwork network, DigestedLines lines)
    {
        _lines = lines;
        _network = new CheckedNetwork(network);
        _bounds = BackwardBounds.Of(_network);
        _cells = new CellTree(network, _network);
        _node = new NodeLine(_network.Neurons, _network.LayerOf);
    }

    /// <exception cref="CertificateFormatException">The tree is malformed or does not prove what it should; the message is the reason.</exception>
    public void Check(TreeQuestion question, CancellationToken cancellationToken)
    {
        BoxState root = NewState();
        root.Open = [.. Enumerable.Range(0, question.Unsafe.Length)];
        if (question.Root is null)
        {
            CheckUnbounded(question, root, cancellationToken);
            return;
        }

        if (_bounds.Begin(question.Root, question.Ball, root) is { } problem)
        {
            throw new CertificateFormatException(CertificateDefect.Malformed, _lines.Count, "", problem);
        }

        NodeProof proof = new(question, _bounds, _network);
        _pending.Push((root, -1));
        while (_pending.TryPop(out (BoxState State, int Next) pending))
        {
            BoxState state = pending.Next < 0 ? pending.State : Child(pending.State, pending.Next);
            EvidenceScanner text = NextNode();
            _node.Read(ref text);
            proof.Apply(_node, state, in text, cancellationToken);
            GoOn(question, state, in text, cancellationToken);
        }
    }

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
    private BoxState Child(BoxState state, int index)
    {
        BoxState child = state;
        if (index + 1 < state.Open.Length)
        {
            _pending.Push((state, index + 1));
            child = NewState();
            child.CopyFrom(state);
        }

        child.Open = [state.Open[index]];
        return child;
    }

    private void GoOn(TreeQuestion question, BoxState state, in EvidenceScanner text, CancellationToken cancellationToken)
    {
        switch (_node.Way)
        {
            case NodeWay.Leaf:
                _spare.Push(state);
                break;
            case NodeWay.Again:
                _pending.Push((state, -1));
                break;
            case NodeWay.Cells:
                _cells.Check(question, state, _lines, cancellationToken);
                _spare.Push(state);
                break;
            default:
                if (++state.Depth > FormatLimits.Splits)
                {
                    throw text.Error(string.Create(CultureInfo.InvariantCulture, $"there are more than {FormatLimits.Splits} splits on a path"));
                }

                Divide(state, in text);
                break;
        }
    }

    private void Divide(BoxState state, in EvidenceScanner text)
    {
        if (_node.Way == NodeWay.Polyhedra)
        {
            _pending.Push((state, 0));
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

        BoxState first = NewState();
        first.CopyFrom(state);
        if (_node.Way == NodeWay.Split)
        {
            first.High[place] = _node.At;
            state.Low[place] = _node.At;
        }
        else
        {
            first.Enter(place, active: false);
            state.Enter(place, active: true);
        }

        _pending.Push((state, -1));
        _pending.Push((first, -1));
    }
}
