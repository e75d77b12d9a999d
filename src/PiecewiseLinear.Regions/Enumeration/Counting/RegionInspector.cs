using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>What is found out about each region of a walk: the quantities that were asked for, and the region itself where someone wants it.</summary>
internal sealed class RegionInspector<TSet>(EnumerationQuery query, CellState<TSet> state, bool regions)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly CountedQuantities _quantities = query.Quantities;
    private readonly CellFaces<TSet> _faces = new(state);
    private readonly FaceOwnership<TSet> _ownership = new(state);
    private readonly DecisionClipper<TSet> _clipper = new(state);
    private readonly InteriorPoint<TSet> _interior = new(state);
    private readonly ModularMaps? _maps = query.Quantities.HasFlag(CountedQuantities.Maps) ? new ModularMaps(state.Plan, state.Phases) : null;
    private TSet _facets;
    private BoundaryRelation? _crossing;

    /// <summary>The phases of this layer and of all after it are other than before.</summary>
    public void Invalidate(int layer) => _maps?.Invalidate(layer);

    /// <summary>Looks at a region; false when the walk needs more slots for it.</summary>
    public bool Inspect(Cell cell)
    {
        if (regions || (_quantities & (CountedQuantities.Facets | CountedQuantities.Volumes)) != CountedQuantities.None)
        {
            _facets = _faces.Facets(cell);
        }

        _crossing = null;
        if ((_quantities & CountedQuantities.Boundary) != CountedQuantities.None)
        {
            FormPlan plan = state.Plan;
            state.Forms.Compose(plan.Layers == 0 ? 0 : plan.ReluNodes[^1], plan.Network.Nodes.Length);
            _crossing = _clipper.Classify(cell);
            return !_clipper.SlotsExhausted;
        }

        return true;
    }

    /// <summary>Adds the region just inspected to the totals.</summary>
    public void Count(Cell cell, RegionTally tally)
    {
        tally.Regions++;
        tally.VertexIncidences += cell.Count;
        tally.Crossed += _crossing == BoundaryRelation.Crossed ? 1 : 0;
        tally.Tied += _crossing == BoundaryRelation.Tied ? 1 : 0;
        if ((_quantities & CountedQuantities.Facets) != CountedQuantities.None)
        {
            tally.AddFacets(_facets.Count, (_facets & state.BoxSides).Count);
        }

        if ((_quantities & CountedQuantities.Vertices) != CountedQuantities.None)
        {
            (int vertices, int edges) = _ownership.Count(cell);
            tally.Vertices += vertices;
            tally.Edges += edges;
        }

        if ((_quantities & CountedQuantities.Volumes) != CountedQuantities.None)
        {
            tally.Volume.Add(Volume(cell));
        }

        tally.Log?.Add(state.Phases, _maps?.Fingerprint() ?? 0);
    }

    /// <summary>The region just inspected.</summary>
    public EnumeratedRegion Region(Cell cell)
    {
        (BigInteger[] numerators, int bits) = _interior.Find(cell, _facets);
        Rational[] point = [.. numerators.Select(n => new Dyadic(n, -bits).ToRational())];
        int[] slots = [.. Slots().OrderBy(state.Rows.Reference, RowReference.Order)];
        return new EnumeratedRegion(
            query,
            ActivationPattern.Create(state.Phases),
            query.Domain.ToParameters(point),
            [.. slots.Select(state.Rows.Reference)],
            VertexFacets(cell, slots),
            _crossing);
    }

    private ulong[] VertexFacets(Cell cell, int[] slots)
    {
        int words = Math.Max(1, (slots.Length + 63) / 64);
        ulong[] bits = new ulong[cell.Count * words];
        ReadOnlySpan<int> vertices = state.Cells.Of(cell);
        for (int v = 0; v < vertices.Length; v++)
        {
            TSet tight = state.Vertices.Tight[vertices[v]];
            for (int f = 0; f < slots.Length; f++)
            {
                bits[(v * words) + (f >> 6)] |= tight.Contains(slots[f]) ? 1UL << (f & 63) : 0;
            }
        }

        return bits;
    }

    private List<int> Slots()
    {
        List<int> slots = [];
        for (int slot = 0, left = _facets.Count; left > 0; slot++)
        {
            if (_facets.Contains(slot))
            {
                slots.Add(slot);
                left--;
            }
        }

        return slots;
    }

    /// <summary>The volume in the coordinates of the cube.</summary>
    private Rational Volume(Cell cell)
    {
        int[] vertices = state.Cells.Of(cell).ToArray();
        return ExactVolume.Of(
            [.. vertices.Select(state.Exact.Of)],
            [.. Slots().Select(slot => Enumerable.Range(0, vertices.Length).Where(v => state.Vertices.Tight[vertices[v]].Contains(slot)).ToArray())]);
    }
}
