using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of a certificate of the kind property-holds: one pass over its lines, with the memory of one path through each tree.</summary>
internal sealed class PropertyHoldsCheck
{
    private readonly PropertyClaim _claim;
    private readonly CheckedNetwork _network;
    private readonly BackwardBounds _bounds;
    private readonly CellTree _cells;
    private readonly DigestedLines _lines;
    private readonly NodeLine _node = new();
    private readonly Stack<BoxState> _pending = new();
    private readonly Stack<BoxState> _spare = new();

    private PropertyHoldsCheck(ReluNetwork network, PropertyClaim claim, DigestedLines lines)
    {
        (_claim, _lines) = (claim, lines);
        _network = new CheckedNetwork(network);
        _bounds = BackwardBounds.Of(_network);
        _cells = new CellTree(network, _network);
    }

    /// <exception cref="CertificateFormatException">The certificate is malformed or does not prove its claim; the message is the reason.</exception>
    public static CheckResult Check(ReluNetwork network, CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        lines.Limit = FormatLimits.StreamedLines;
        PropertyClaim claim = PropertyClaimText.Read(network, opening, lines, cancellationToken);
        PropertyHoldsCheck check = new(network, claim, lines);
        foreach (PropertyClaimGroup group in claim.Groups)
        {
            check.CheckGroup(group, cancellationToken);
        }

        lines.ReadEnd();
        return new CheckResult.Valid(PropertyInWords.Holds(claim));
    }

    private void CheckGroup(PropertyClaimGroup group, CancellationToken cancellationToken)
    {
        BoxState root = new(_network.Inputs, _network.Neurons) { Open = [.. Enumerable.Range(0, group.Unsafe.Length)] };
        if (_bounds.Begin(group.Box, root) is { } problem)
        {
            throw new CertificateFormatException(CertificateDefect.Malformed, _lines.Count, "", problem);
        }

        NodeProof proof = new(group, _bounds, _network.Inputs);
        _spare.Clear();
        _pending.Push(root);
        while (_pending.TryPop(out BoxState? state))
        {
            if (!_lines.MoveNext())
            {
                throw new CertificateFormatException(CertificateDefect.Malformed, _lines.Count + 1, "", "expected a line 'node', found the end of the file");
            }

            EvidenceScanner text = new(_lines.Current, _lines.Count);
            _node.Read(ref text, _network.Neurons);
            _bounds.Tighten(state, _node.Slopes, cancellationToken);
            proof.Apply(_node, state, in text);
            GoOn(group, state, in text, cancellationToken);
        }
    }

    private void GoOn(PropertyClaimGroup group, BoxState state, in EvidenceScanner text, CancellationToken cancellationToken)
    {
        switch (_node.Way)
        {
            case NodeWay.Leaf:
                _spare.Push(state);
                break;
            case NodeWay.Again:
                _pending.Push(state);
                break;
            case NodeWay.Split:
                BoxState low = _spare.TryPop(out BoxState? spare) ? spare : new BoxState(_network.Inputs, _network.Neurons);
                if (_node.Input >= _network.Inputs || !(_node.At > state.Low[_node.Input] && _node.At < state.High[_node.Input]))
                {
                    throw text.Error($"input {_node.Input} is not split inside of what is left of the box");
                }

                low.CopyFrom(state);
                low.High[_node.Input] = _node.At;
                state.Low[_node.Input] = _node.At;
                _pending.Push(state);
                _pending.Push(low);
                break;
            default:
                _cells.Check(group, state, _lines, cancellationToken);
                _spare.Push(state);
                break;
        }
    }
}
