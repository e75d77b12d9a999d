using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The evidence of a count as a certificate, streamed to a writer.</summary>
internal sealed class CountEvidence(RegionCountWriter writer, RegionCountQuestion question, Box parameters) : ICountEvidence
{
    public IStepRecorder<TSet> Recorder<TSet>(CellState<TSet> state)
        where TSet : unmanaged, ITightSet<TSet>
        => new CountStepRecorder<TSet>(state, question, parameters);

    public ProgramStepRecorder ProgramRecorder(ProgramState state) => new(state, question, parameters);

    public void Append(object evidence) => writer.Append((RegionCountSegment)evidence);
}

/// <summary>Writes down the steps of one thread's walk with the reasons that the certificate wants.</summary>
internal sealed class CountStepRecorder<TSet> : IStepRecorder<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly RegionCountQuestion _question;
    private readonly SettlingBasis<TSet> _basis;
    private readonly ShortPoint<TSet> _point;
    private readonly FacetEvidence<TSet>? _facets;
    private readonly DecisionEvidence<TSet>? _decisions;
    private RegionCountSegment _segment;
    private int _depth;

    public CountStepRecorder(CellState<TSet> state, RegionCountQuestion question, Box parameters)
    {
        _question = question;
        _segment = new RegionCountSegment(question);
        _basis = new SettlingBasis<TSet>(state);
        _point = new ShortPoint<TSet>(state, parameters);
        _facets = question.Facets ? new FacetEvidence<TSet>(state, _basis, parameters) : null;
        _decisions = question.Decisions ? new DecisionEvidence<TSet>(state, _basis, _point) : null;
    }

    public object NewEvidence() => new RegionCountSegment(_question);

    public void Begin(object evidence) => _segment = (RegionCountSegment)evidence;

    public long Size(object evidence) => ((RegionCountSegment)evidence).Length;

    public void Settled(int layer, int neuron, ActivationPhase phase, Cell cell) => _segment.Settled(neuron, phase, _basis.Find(layer, neuron, phase, cell));

    public void Reached(int depth, Cell cell, bool isNew)
    {
        _depth = depth;
        _facets?.Reached(depth, cell, isNew ? _segment : null);
    }

    public void Splitting(int layer, int neuron, Cell cell) => _segment.Split();

    public bool Prepare(Cell cell) => _decisions is null || _decisions.Prepare(cell, _depth);

    public void Leaf(Cell cell)
    {
        _facets?.Leaf(cell, _segment);
        if (_decisions?.Leaf(_segment) is { } point)
        {
            _segment.Leaf(point.Numerators, point.Exponent);
            return;
        }

        (long[] numerators, BigInteger[]? large, int exponent, _) = _point.Find(cell);
        if (large is null)
        {
            _segment.Leaf(numerators, exponent);
        }
        else
        {
            _segment.Leaf(large, exponent);
        }
    }
}
