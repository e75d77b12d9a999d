namespace PiecewiseLinear.Verification;

/// <summary>
/// The root of a search by neurons: bounds of all neurons with canonical slopes, then, layer by layer, every unsettled neuron's bounds with slopes of its own (Xu et al. 2021) and, where the search turns out to be
/// hard, by cases of their own; each that helps is a lemma of the proof.
/// </summary>
internal sealed class NeuronRoot : IDisposable
{
    private const double LeastGain = 0.001;
    private readonly GroupSearch _search;
    private readonly GraphRoot _root;
    private readonly PackedNetwork _whole;
    private readonly BoxBounds _box;
    private readonly SortedDictionary<(int Neuron, bool Negated), LemmaItem> _lemmas = [];
    private readonly Dictionary<(int Neuron, bool Negated), DualSettings> _settings = [];

    public NeuronRoot(GroupSearch search)
    {
        _search = search;
        _root = new GraphRoot(search.Network, search.Group, search.Stop);
        _whole = new PackedNetwork(search.Network, _root.Magnitudes, _root.Box);
        _box = new BoxBounds(search.Network.InputDimension, search.Network.HiddenNeurons);
        Packed = _whole;
        Ranges = new NeuronRanges(Packed, _root.Box);
        Assumed = [];
    }

    /// <summary>Whether the magnitudes allow any bound to be claimed.</summary>
    public bool IsUsable => _root.IsUsable;

    /// <summary>The network on the root's box, without the neurons that the bounds reached show inactive.</summary>
    public PackedNetwork Packed { get; private set; }

    /// <summary>The bounds reached.</summary>
    public NeuronRanges Ranges { get; private set; }

    /// <summary>The slopes that the proof gives the root's child unless it names others: the canonical ones, and those named at the root.</summary>
    public byte[] Assumed { get; private set; }

    /// <summary>What the root's node of the proof says: lemmas, and slopes for its own tightening that hang on last digits.</summary>
    public ProofStep[] ProofSteps =>
        [.. _lemmas.Values.Select(ProofStep.Of), .. _root.CloseSlopes.OrderBy(static slope => slope.Neuron).Select(static slope => ProofStep.Slope(slope.Neuron, slope.Alpha))];

    /// <summary>Tightens all layers anew, with at most so many leaves a side; slopes found before are where the search starts.</summary>
    public void Tighten(int mostLeaves)
    {
        _lemmas.Clear();
        _box.CopyFrom(_root.Box);
        int first = 0;
        for (int i = 0; i < _whole.Nodes.Length && !_search.Stop.IsCancellationRequested; i++)
        {
            if (_whole.Nodes[i].Source >= 0 && first++ > 0)
            {
                TightenLayer(i, mostLeaves);
            }
        }

        if (!ReferenceEquals(Packed, _whole))
        {
            Packed.Dispose();
        }

        BoxBounds reached = new(_box.Low.Length, _box.Lower.Length);
        reached.CopyFrom(_box);
        Packed = new PackedNetwork(_search.Network, _root.Magnitudes, reached);
        Ranges = new NeuronRanges(Packed, reached);
        Assumed = Array.ConvertAll(Ranges.Alpha, static alpha => (byte)(alpha * DualSettings.Grid));
        foreach ((int neuron, double alpha) in _root.CloseSlopes)
        {
            if (Packed.PackedOf[neuron] is >= 0 and int packed)
            {
                Assumed[packed] = (byte)(alpha * DualSettings.Grid);
            }
        }
    }

    public void Dispose()
    {
        Packed.Dispose();
        _whole.Dispose();
    }

    private void TightenLayer(int node, int mostLeaves)
    {
        NeuronRanges ranges = new(_whole, _box);
        PackedNode relu = _whole.Nodes[node];
        SideSearch[] sides =
        [
            .. from index in Enumerable.Range(0, relu.Live.Length)
               where ranges.Offset[relu.First + index] > 0d
               from negated in new[] { false, true }
               select new SideSearch(new DualTarget(null, node, index, negated), _settings.GetValueOrDefault((_whole.NeuronOf[relu.First + index], negated))),
        ];
        Parallel.For(
            0,
            (sides.Length + SideTightening.Group - 1) / SideTightening.Group,
            new ParallelOptions { MaxDegreeOfParallelism = _search.Options.Threads },
            () => new SideTightening(_whole, _search.Group),
            (group, _, tightening) =>
            {
                tightening.Run(new ArraySegment<SideSearch>(sides, group * SideTightening.Group, Math.Min(SideTightening.Group, sides.Length - (group * SideTightening.Group))), ranges, mostLeaves, _search.Stop);
                return tightening;
            },
            static tightening => tightening.Dispose());
        if (_search.Stop.IsCancellationRequested)
        {
            return;
        }

        foreach (SideSearch side in sides)
        {
            Take(side, relu, ranges);
        }
    }

    private void Take(SideSearch side, PackedNode relu, NeuronRanges ranges)
    {
        bool negated = side.Target.Negated;
        int neuron = _whole.NeuronOf[relu.First + side.Target.Index];
        double width = _root.Box.Upper[neuron] - _root.Box.Lower[neuron], before = negated ? -_root.Box.Upper[neuron] : _root.Box.Lower[neuron];
        _settings[(neuron, negated)] = side.WholeSettings!;
        if (!(side.Bound - before > LeastGain * width))
        {
            return;
        }

        if (negated)
        {
            _box.Upper[neuron] = -side.Bound;
        }
        else
        {
            _box.Lower[neuron] = side.Bound;
        }

        if (_search.Proof is not null)
        {
            _lemmas[(neuron, negated)] = new LemmaItem(
                [new NeuronSide(neuron, negated)], SettingsRecord.Slopes(_whole, ranges, side.WholeSettings!.Slopes, assumed: null, nameCloseCalls: true), side.Cases(_whole));
        }
    }
}
