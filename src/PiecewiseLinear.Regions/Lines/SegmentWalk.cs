using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Cuts a segment into pieces, layer by layer and depth first: on an interval on which all earlier layers have fixed phases, the neurons of a layer are affine functions
/// of t, so their zeros cut it into sub-intervals with fixed phases of that layer too. The pieces come in order.
/// </summary>
/// <remarks>
/// A layer is composed once for each interval of the layers before it, not once a piece. Zeros of several neurons at one parameter cut once; a neuron that is zero at both
/// ends of an interval is zero on all of it and inactive.
/// </remarks>
internal sealed class SegmentWalk
{
    private readonly LineQuery _query;
    private readonly ReluNetwork _network;
    private readonly SegmentForms _forms;
    private readonly ActivationPhase[][] _phases;
    private readonly List<LinePiece> _pieces;
    private readonly int _segment;
    private readonly PathForms _exact;
    private readonly SegmentSigns _signs;
    private readonly CancellationToken _cancellationToken;

    public SegmentWalk(LineQuery query, int segment, SegmentForms forms, List<LinePiece> pieces, CancellationToken cancellationToken)
    {
        _query = query;
        _network = query.Network;
        _forms = forms;
        _segment = segment;
        _pieces = pieces;
        _cancellationToken = cancellationToken;
        _phases = [.. _network.HiddenLayers.Select(static layer => new ActivationPhase[layer.Width])];
        Polyline path = query.Path;
        forms.SetSegment(path.Points[segment].AsSpan(), path.Direction(segment));
        _exact = new PathForms(_network, InputEmbedding.OfSegment(path.Points[segment], path.Points[segment + 1]).RootForms);
        _signs = new SegmentSigns(_network, forms, _exact);
    }

    /// <summary>How often exact arithmetic had to decide.</summary>
    public long ExactFallbacks => _signs.ExactFallbacks;

    /// <summary>Appends the pieces of the segment; false when the limit on pieces stopped it.</summary>
    public bool Run() => Visit(0, new SegmentPosition(Rational.Zero), new SegmentPosition(Rational.One));

    private bool Visit(int stage, SegmentPosition from, SegmentPosition to)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (stage > 0)
        {
            _exact.SetPhases(stage - 1, _phases[stage - 1]);
        }

        _forms.Fill(stage, stage > 0 ? _phases[stage - 1] : []);
        if (stage == _phases.Length)
        {
            return Add(from, to);
        }

        List<SegmentPosition> zeros = Cut(stage, from, to);
        int next = 0;
        while (next < zeros.Count)
        {
            SegmentPosition zero = zeros[next];
            int end = next + 1;
            while (end < zeros.Count && _signs.Compare(zero, zeros[end]) == 0)
            {
                end++;
            }

            if (!Visit(stage + 1, from, zero))
            {
                return false;
            }

            for (; next < end; next++)
            {
                ref ActivationPhase phase = ref _phases[stage][zeros[next].Neuron];
                phase = phase == ActivationPhase.Active ? ActivationPhase.Inactive : ActivationPhase.Active;
            }

            from = zero;
        }

        return Visit(stage + 1, from, to);
    }

    /// <summary>Sets the phases of a layer at the start of an interval and returns the zeros inside it in order.</summary>
    private List<SegmentPosition> Cut(int layer, SegmentPosition from, SegmentPosition to)
    {
        List<SegmentPosition> zeros = [];
        ActivationPhase[] phases = _phases[layer];
        for (int n = 0; n < phases.Length; n++)
        {
            int start = _signs.Sign(layer, n, from), end = _signs.Sign(layer, n, to);
            phases[n] = start > 0 || (start == 0 && end > 0) ? ActivationPhase.Active : ActivationPhase.Inactive;
            if (start * end < 0)
            {
                zeros.Add(_signs.Zero(layer, n, from, to));
            }
        }

        zeros.Sort(_signs.Compare);
        return zeros;
    }

    private bool Add(SegmentPosition from, SegmentPosition to)
    {
        if (_pieces.Count == _query.MaxPieces)
        {
            return false;
        }

        ImmutableArray<ParameterForm> outputs = [];
        if (_query.Exact)
        {
            _signs.Settle(from);
            _signs.Settle(to);
            LayerForms output = _exact.Forms(_network.OutputNode);
            outputs = [.. Enumerable.Range(0, output.Count).Select(k => new ParameterForm(output.Coefficient(k, 0), output.Coefficient(k, 1)))];
        }

        _pieces.Add(new LinePiece(_segment, from.ToParameter(), to.ToParameter(), ActivationPattern.Create(_phases), outputs));
        return true;
    }
}
