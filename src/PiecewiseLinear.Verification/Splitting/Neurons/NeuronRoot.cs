namespace PiecewiseLinear.Verification;

/// <summary>
/// The root of a search by neurons: bounds of all neurons with canonical slopes, then, layer by layer, every unsettled neuron's bounds with slopes of its own (Xu et al. 2021); each that helps is a lemma of the proof.
/// </summary>
internal sealed class NeuronRoot : IDisposable
{
    private const int Batch = 32;
    private const int Steps = 12;
    private const double LeastGain = 0.001;
    private readonly GroupSearch _search;
    private readonly GraphRoot _root;
    private readonly List<ProofStep> _lemmas = [];

    public NeuronRoot(GroupSearch search)
    {
        _search = search;
        _root = new GraphRoot(search.Network, search.Group, search.Stop);
        Packed = new PackedNetwork(search.Network, _root.Magnitudes, _root.Box);
        if (IsUsable)
        {
            Tighten();
            Packed.Dispose();
            Packed = new PackedNetwork(search.Network, _root.Magnitudes, _root.Box);
        }

        Ranges = new NeuronRanges(Packed, _root.Box);
        Assumed = Array.ConvertAll(Ranges.Alpha, static alpha => (byte)(alpha * DualSettings.Grid));
        foreach ((int neuron, double alpha) in _root.CloseSlopes)
        {
            if (Packed.PackedOf[neuron] is >= 0 and int packed)
            {
                Assumed[packed] = (byte)(alpha * DualSettings.Grid);
            }
        }
    }

    /// <summary>Whether the magnitudes allow any bound to be claimed.</summary>
    public bool IsUsable => _root.IsUsable;

    /// <summary>The network on the root's box.</summary>
    public PackedNetwork Packed { get; }

    /// <summary>The bounds reached.</summary>
    public NeuronRanges Ranges { get; }

    /// <summary>The slopes that the proof gives the root's child unless it names others: the canonical ones, and those named at the root.</summary>
    public byte[] Assumed { get; }

    /// <summary>What the root's node of the proof says: lemmas, and slopes for its own tightening that hang on last digits.</summary>
    public ProofStep[] ProofSteps => [.. _lemmas, .. _root.CloseSlopes.OrderBy(static slope => slope.Neuron).Select(static slope => ProofStep.Slope(slope.Neuron, slope.Alpha))];

    public void Dispose() => Packed.Dispose();

    private void Tighten()
    {
        int first = 0;
        for (int i = 0; i < Packed.Nodes.Length && !_search.Stop.IsCancellationRequested; i++)
        {
            if (Packed.Nodes[i].Source >= 0 && first++ > 0)
            {
                TightenLayer(i);
            }
        }
    }

    private void TightenLayer(int node)
    {
        BoxBounds box = _root.Box;
        NeuronRanges ranges = new(Packed, box);
        PackedNode relu = Packed.Nodes[node];
        DualTarget[] targets =
        [
            .. from index in Enumerable.Range(0, relu.Live.Length)
               where ranges.Offset[relu.First + index] > 0d
               from negated in new[] { false, true }
               select new DualTarget(null, node, index, negated),
        ];
        (double Bound, DualSettings? Settings)[] found = new (double, DualSettings?)[targets.Length];
        Parallel.For(0, (targets.Length + Batch - 1) / Batch, new ParallelOptions { MaxDegreeOfParallelism = _search.Options.Threads }, () => new DualAscent(new DualRows(Packed, _search.Group, Batch)), (batch, _, ascent) =>
        {
            ascent.Clear();
            int from = batch * Batch, count = Math.Min(Batch, targets.Length - from);
            for (int k = 0; k < count; k++)
            {
                ascent.Add(targets[from + k], ranges, path: null, start: null);
            }

            ascent.Run(Steps, untilProved: true, _search.Stop);
            for (int k = 0; k < count; k++)
            {
                found[from + k] = (ascent.BestOf(k), _search.Proof is null ? null : ascent.SettingsOf(k));
            }

            return ascent;
        }, static ascent => ascent.Dispose());
        for (int k = 0; k < targets.Length; k++)
        {
            Take(targets[k], relu, ranges, box, found[k].Bound, found[k].Settings);
        }
    }

    private void Take(DualTarget target, PackedNode relu, NeuronRanges ranges, BoxBounds box, double bound, DualSettings? settings)
    {
        int neuron = Packed.NeuronOf[relu.First + target.Index];
        double width = box.Upper[neuron] - box.Lower[neuron], before = target.Negated ? -box.Upper[neuron] : box.Lower[neuron];
        if (!(bound - before > LeastGain * width))
        {
            return;
        }

        if (target.Negated)
        {
            box.Upper[neuron] = -bound;
        }
        else
        {
            box.Lower[neuron] = bound;
        }

        if (settings is not null)
        {
            _lemmas.Add(ProofStep.Of(new LemmaItem([new NeuronSide(neuron, target.Negated)], [SettingsRecord.Of(Packed, ranges, settings.Slopes, assumed: null, nameCloseCalls: true, [])])));
        }
    }
}
