namespace PiecewiseLinear.Verification;

/// <summary>
/// Closes rivals on a part by optimized slopes and multipliers of the neurons split on its path (alpha- and beta-CROWN), where the canonical slopes did not suffice. A step of the proof names both. One instance a thread.
/// </summary>
internal sealed class PartDuals : IDisposable
{
    private const int Steps = 14;
    private readonly CompiledGroup _group;
    private readonly PackedNetwork _packed;
    private readonly DualAscent _ascent;
    private readonly List<int> _left = [];

    /// <param name="group">The set of inputs with the rivals' rows.</param>
    /// <param name="packed">The network on it; shared.</param>
    public PartDuals(CompiledGroup group, PackedNetwork packed)
    {
        (_group, _packed) = (group, packed);
        _ascent = new DualAscent(new DualRows(packed, group, group.Disjuncts.Length));
    }

    /// <summary>Tries to close rivals, each by one of its rows, on a part whose bounds are tightened; says so in the steps, and returns those that are left.</summary>
    public IReadOnlyCollection<int> Close(RadiusNode node, IReadOnlyList<int> rivals, IReadOnlyList<int> rows, List<ProofStep> steps, CancellationToken cancellationToken)
    {
        if (Packed(node.Path) is not { } path)
        {
            return [.. rivals];
        }

        NeuronRanges ranges = new(_packed, node.Bounds);
        SplitPath? splits = null;
        foreach ((int neuron, bool active) in path)
        {
            splits = new SplitPath(splits, neuron, active);
        }

        _ascent.Clear();
        for (int k = 0; k < rivals.Count; k++)
        {
            _ascent.Add(new DualTarget(_group.Disjuncts[rivals[k]][rows[k]]), ranges, splits, start: null);
        }

        _ascent.Run(Steps, untilProved: true, moveSlopes: true, cancellationToken);
        _left.Clear();
        for (int slot = 0; slot < rivals.Count; slot++)
        {
            if (!_ascent.Claims(slot))
            {
                _left.Add(rivals[slot]);
                continue;
            }

            DualSettings settings = _ascent.SettingsOf(slot);
            PackedCase leaf = new(
                -1, SettingsRecord.Slopes(_packed, ranges, settings.Slopes, assumed: null, nameCloseCalls: true), SettingsRecord.Multipliers(_packed, path, settings));
            steps.Add(ProofStep.Of(new PackedCasesItem(rivals[slot], rows[slot], [leaf])));
        }

        return _left;
    }

    public void Dispose() => _ascent.Dispose();

    /// <summary>The path in packed neurons; null where one of them was taken for inactive everywhere.</summary>
    private (int Neuron, bool Active)[]? Packed(PathStep? path)
    {
        (int Neuron, bool Active)[] packed = [.. PathStep.FromRoot(path).Select(step => (_packed.PackedOf[step.Neuron], step.Active))];
        return Array.Exists(packed, static split => split.Neuron < 0) ? null : packed;
    }
}
