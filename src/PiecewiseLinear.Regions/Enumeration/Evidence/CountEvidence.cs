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
internal sealed class CountStepRecorder<TSet>(CellState<TSet> state, RegionCountQuestion question, Box parameters) : IStepRecorder<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly SettlingBasis<TSet> _basis = new(state);
    private readonly ShortPoint<TSet> _point = new(state, parameters);
    private RegionCountSegment _segment = new(question);

    public object NewEvidence() => new RegionCountSegment(question);

    public void Begin(object evidence) => _segment = (RegionCountSegment)evidence;

    public long Size(object evidence) => ((RegionCountSegment)evidence).Length;

    public void Settled(int layer, int neuron, ActivationPhase phase, Cell cell) => _segment.Settled(neuron, phase, _basis.Find(layer, neuron, phase, cell));

    public void Splitting(int layer, int neuron, Cell cell) => _segment.Split();

    public void Leaf(Cell cell)
    {
        (long[] numerators, BigInteger[]? large, int exponent) = _point.Find(cell);
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
