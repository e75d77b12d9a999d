using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>The engine that keeps cells by their inequalities and points inside them.</summary>
internal sealed class ProgramEngine : IWalkEngine
{
    /// <summary>What it can count.</summary>
    public const CountedQuantities Supported =
        CountedQuantities.Facets | CountedQuantities.Boundary | CountedQuantities.Hamming1 | CountedQuantities.Maps;

    private readonly EnumerationQuery _query;
    private readonly ProgramState _state;
    private readonly ProgramWalk _walk;
    private readonly ProgramStepRecorder? _recorder;
    private readonly ModularMaps? _maps;
    private readonly ProgramDecision _decision;
    private readonly bool _regions;
    private HRepresentation? _rows;
    private ImmutableArray<Dyadic> _inside;
    private int[] _facets = [];
    private BoundaryRelation? _relation;

    public ProgramEngine(EnumerationQuery query, FormPlan plan, WalkPath path, IWalkEvents events, bool regions, ICountEvidence? evidence)
    {
        _query = query;
        _regions = regions;
        _state = new ProgramState(plan);
        _decision = new ProgramDecision(_state);
        _maps = query.Quantities.HasFlag(CountedQuantities.Maps) ? new ModularMaps(plan, _state.Phases) : null;
        _recorder = evidence?.ProgramRecorder(_state);
        _walk = new ProgramWalk(_state, path, events, layer => _maps?.Invalidate(layer), _recorder);
    }

    public EnumerationEffort Effort => new(0, _state.ExactPrograms, 0, _state.LinearPrograms, 0, _state.SideQuestions);

    public bool Run() => _walk.Run();

    public bool Inspect()
    {
        _relation = null;
        if (_query.Quantities.HasFlag(CountedQuantities.Boundary))
        {
            _relation = _decision.Classify();
        }

        if (_regions || _query.Quantities.HasFlag(CountedQuantities.Facets))
        {
            FindFacets();
        }

        return true;
    }

    public void Count(RegionTally tally)
    {
        tally.Regions++;
        tally.Crossed += _relation == BoundaryRelation.Crossed ? 1 : 0;
        tally.Tied += _relation == BoundaryRelation.Tied ? 1 : 0;
        if (_query.Quantities.HasFlag(CountedQuantities.Facets))
        {
            tally.AddFacets(_facets.Length, _facets.Count(row => row < 2 * _state.Plan.Dimension));
        }

        tally.Log?.Add(_state.Phases, _maps?.Fingerprint() ?? 0);
    }

    public EnumeratedRegion Region()
        => new(
            _query,
            ActivationPattern.Create(_state.Phases),
            _query.Domain.ToParameters([.. _inside.Select(static x => x.ToRational())]),
            [.. _facets.Select(Reference).Order(RowReference.Order)],
            vertexFacets: null,
            _relation);

    public object? BeginEvidence() => _recorder?.Begin();

    public long RecordLeaf(object evidence)
    {
        _recorder!.Leaf(_state.Lists.Of(_walk.Leaf));
        return ProgramStepRecorder.Size(evidence);
    }

    /// <summary>The facets among the sides of the cube and the rows of the splits; rows of settled neurons are redundant.</summary>
    private void FindFacets()
    {
        int k = _state.Plan.Dimension;
        _rows = new HRepresentation(k, [.. StageRows.CubeSides(k), .. _state.Rows.Select(static row => row.HalfSpace)]);
        _inside = DeepPoint.Find(_rows);
        ClassifiedRows classified = FacetClassification.Classify(
            _rows, BoxSides.Of(_rows, Enumerable.Range(0, 2 * k)), _inside, new DenseSimplex(), ExactBudget.Default, CancellationToken.None);
        _state.LinearPrograms += classified.LinearPrograms + 1;
        _facets = classified.IsComplete
            ? [.. classified.Facets]
            : throw new RegionUndecidedException($"the facets of a region with {_rows.Count} rows in dimension {k}: the exact layer ran out of its budget");
    }

    private RowReference Reference(int row)
    {
        int k = _state.Plan.Dimension;
        return row < 2 * k
            ? RowReference.OfBox(_state.Plan.Embedding.Sides[row >> 1], (row & 1) == 0 ? BoxSide.Lower : BoxSide.Upper)
            : RowReference.OfNeuron(_state.Rows[row - (2 * k)].Layer, _state.Rows[row - (2 * k)].Neuron);
    }
}
