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

    public void Append(object evidence) => writer.Append((RegionCountSegment)evidence);
}

/// <summary>Writes down the steps of one thread's walk with the reasons that the certificate wants.</summary>
internal sealed class CountStepRecorder<TSet>(CellState<TSet> state, RegionCountQuestion question, Box parameters) : IStepRecorder<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly SettlingBasis<TSet> _basis = new(state);
    private readonly ShortPoint<TSet> _point = new(state, parameters);
    private readonly List<(int Neuron, ActivationPhase Phase)> _settled = [];
    private RegionCountSegment _segment = new(question);
    private int _layer;
    private Cell _cell;

    public object NewEvidence() => new RegionCountSegment(question);

    public void Begin(object evidence)
    {
        _segment = (RegionCountSegment)evidence;
        _settled.Clear();
    }

    public long Size(object evidence) => ((RegionCountSegment)evidence).Length;

    public void Settled(int layer, int neuron, ActivationPhase phase, Cell cell)
    {
        if (_settled.Count > 0 && layer != _layer)
        {
            Flush();
        }

        _layer = layer;
        _cell = cell;
        _settled.Add((neuron, phase));
    }

    public void Splitting(int layer, int neuron, Cell cell)
    {
        Flush();
        _segment.Split();
    }

    public void Leaf(Cell cell)
    {
        Flush();
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

    /// <summary>Reports what was settled in a cell, in order.</summary>
    private void Flush()
    {
        if (_settled.Count > 1)
        {
            _settled.Sort(static (left, right) => left.Neuron - right.Neuron);
        }

        foreach ((int neuron, ActivationPhase phase) in _settled)
        {
            _segment.Settled(neuron, phase, _basis.Find(_layer, neuron, phase, _cell));
        }

        _settled.Clear();
    }
}
