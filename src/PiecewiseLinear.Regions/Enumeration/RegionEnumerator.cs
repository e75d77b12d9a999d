namespace PiecewiseLinear.Regions;

/// <summary>tmp</summary>
public static class RegionEnumerator
{
    internal static long Refined;
    internal static RegionTally CountSequential(EnumerationQuery query, bool rigorous)
    {
        FormPlan plan = new(query.Network, query.Domain.Normalized());
        CellState<Tight64> state = new(plan, rigorous);
        RegionTally tally = new(plan.Layers);
        WalkPath path = new();
        path.Begin(WalkStart.Root);
        new CellWalk<Tight64>(state, path, new RegionCounter<Tight64>(state, query.Quantities, tally)).Run();
        Refined = state.Refinement.Count;
        tally.ExactSigns = state.Exact.Signs;
        tally.ExactVertices = state.Exact.Vertices;
        return tally;
    }
}
