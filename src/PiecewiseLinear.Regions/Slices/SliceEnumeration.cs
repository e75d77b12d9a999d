using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>All regions of a slice, in the order of the tree (layer by layer, the inactive side of a split first).</summary>
public static class SliceEnumeration
{
    /// <summary>Hands every region to <paramref name="receive"/>, in order, and says what was found.</summary>
    /// <remarks>
    /// Complexity: that of the enumeration with vertices, and for each region its exact corners and its exact outputs. A region may be kept; nothing of it is reused.
    /// </remarks>
    /// <exception cref="RegionQueryException">The slice does not fit the network.</exception>
    /// <exception cref="RegionUndecidedException">A polygon touches more walls than the enumeration can tell apart (hundreds).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SliceSummary Run(SliceQuery query, Action<SliceRegion> receive, CancellationToken cancellationToken)
    {
        query.Validate();
        FormPlan plan = new(query.Network, query.Slice.ToEmbedding().Normalized());
        CellState<Tight512> state = new(plan, rigorous: true);
        WalkPath path = new();
        path.Begin(WalkStart.Root);
        SliceCoordinates coordinates = new(query.Slice.Range);
        SliceTally tally = new(coordinates);
        Visitor visitor = new(query, state, coordinates, tally, receive, cancellationToken);
        bool complete = new CellWalk<Tight512>(state, path, visitor).Run();
        return tally.ToSummary(complete);
    }

    private sealed class Visitor(
        SliceQuery query, CellState<Tight512> state, SliceCoordinates coordinates, SliceTally tally, Action<SliceRegion> receive, CancellationToken cancellationToken)
        : IWalkVisitor<Tight512>
    {
        public bool WantsSteps => false;

        public bool Continue(int layer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        }

        public void LayerChanged(int layer)
        {
        }

        public void Settled(int layer, int neuron, ActivationPhase phase, Cell cell)
        {
        }

        public void Reached(int depth, Cell cell, bool isNew)
        {
        }

        public void Splitting(int layer, int neuron, Cell cell)
        {
        }

        public void LayerDone(int layer)
        {
        }

        public void SlotsExhausted(int layer)
            => throw new RegionUndecidedException($"a polygon of the slice touches more than {Tight512.Capacity} walls, more than this enumeration can tell apart");

        public bool Leaf(Cell cell)
        {
            if (tally.Regions == query.MaxRegions)
            {
                return false;
            }

            HomogeneousPoint[] corners = new HomogeneousPoint[cell.Count];
            int count = 0;
            foreach (int vertex in state.Cells.Of(cell))
            {
                System.Numerics.BigInteger[] exact = state.Exact.Of(vertex);
                corners[count++] = HomogeneousPoint.Of(exact[0], exact[1], exact[2]);
            }

            SliceRegion region = new(coordinates, ActivationPattern.Create(state.Phases), ConvexPolygon.Ordered(corners), state.ExactForms.Output());
            tally.Add(region);
            receive(region);
            return true;
        }
    }
}
