namespace PiecewiseLinear.Verification;

/// <summary>
/// Bounds sides of neurons, a few at a time in one batch, each with cases of its own. The cases share the slopes found for the whole and have multipliers of their own: nearly as tight as with slopes for each case (measured), and
/// proofs are short. One instance a thread.
/// </summary>
internal sealed class SideTightening : IDisposable
{
    /// <summary>The number of sides taken together.</summary>
    public const int Group = 16;

    private const int FirstSteps = 16;
    private const int Steps = 3;
    private readonly DualAscent _ascent;
    private readonly NeuronBranching _branching;
    private readonly List<(SideSearch Side, int Node)> _batch = [];

    public SideTightening(PackedNetwork network, CompiledGroup group)
    {
        _ascent = new DualAscent(new DualRows(network, group, 2 * Group));
        _branching = new NeuronBranching(network, group, 4);
    }

    /// <summary>Searches each side until it is settled or has the most leaves.</summary>
    public void Run(IReadOnlyList<SideSearch> sides, NeuronRanges ranges, int mostLeaves, CancellationToken cancellationToken)
    {
        _batch.Clear();
        _batch.AddRange(sides.Select(static side => (side, 0)));
        Bound(ranges, FirstSteps, moveSlopes: true, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            _batch.Clear();
            foreach (SideSearch side in sides)
            {
                if (side.Bound <= 0d && side.CanSplit && side.Leaves < mostLeaves)
                {
                    int child = side.Split();
                    _batch.Add((side, child));
                    _batch.Add((side, child + 1));
                }
            }

            if (_batch.Count == 0)
            {
                return;
            }

            Bound(ranges, Steps, moveSlopes: false, cancellationToken);
        }
    }

    public void Dispose()
    {
        _ascent.Dispose();
        _branching.Dispose();
    }

    private void Bound(NeuronRanges ranges, int steps, bool moveSlopes, CancellationToken cancellationToken)
    {
        _ascent.Clear();
        foreach ((SideSearch side, int node) in _batch)
        {
            _ascent.Add(side.Target, ranges, side.PathOf(node), side.SettingsOf(node));
        }

        _ascent.Run(steps, untilProved: true, moveSlopes, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        for (int k = 0; k < _batch.Count; k++)
        {
            (SideSearch side, int node) = _batch[k];
            int row = _ascent.RowOf(k), branch = row >= 0 && _branching.Candidates(_ascent.Rows, row, ranges) is [int first, ..] ? first : -1;
            side.Set(
                node,
                _ascent.BestOf(k),
                side.WholeSettings is { } whole ? _ascent.SettingsOf(k, whole.Slopes) : _ascent.SettingsOf(k),
                branch,
                branch >= 0 ? _ascent.Rows.EvenMultipliers(row, branch) : default);
        }

        foreach ((SideSearch side, _) in _batch)
        {
            side.Rank();
        }
    }
}
