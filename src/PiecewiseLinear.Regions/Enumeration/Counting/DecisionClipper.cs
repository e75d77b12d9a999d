namespace PiecewiseLinear.Regions;

/// <summary>
/// Decides how the decision boundary meets a region: the labels that win strictly somewhere inside it, by clipping the cell with the differences of
/// the outputs.
/// </summary>
/// <remarks>
/// A tournament: the champion c meets the labels in order. Where f_c − f_j has one sign on a cell one of them is out; identically zero means that c is
/// tied for good, unless a later label beats both; both signs split the cell. Who is left untied on a full-dimensional piece wins strictly inside it. Most cells are
/// settled by their vertices alone, without a split.
/// </remarks>
internal sealed class DecisionClipper<TSet>(CellState<TSet> state)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly CellSplitter<TSet> _splitter = new(state);
    private readonly List<LayerFrame> _frames = [];
    private readonly int _outputs = state.Plan.Network.OutputDimension;
    private int _winner;
    private bool _crossed;

    /// <summary>Whether the walk has to go on with more slots.</summary>
    public bool SlotsExhausted { get; private set; }

    /// <summary>How the boundary meets a cell; the forms of the outputs are composed.</summary>
    public BoundaryRelation Classify(Cell cell)
    {
        SlotsExhausted = false;
        _winner = -1;
        _crossed = false;
        if (_outputs == 1)
        {
            return Single(cell);
        }

        int champion = FirstGuess(cell);
        Meet(cell, champion, tied: false, champion == 0 ? 1 : 0, champion, 0);
        return _crossed ? BoundaryRelation.Crossed : _winner < 0 ? BoundaryRelation.Tied : BoundaryRelation.Uncrossed;
    }

    private BoundaryRelation Single(Cell cell)
    {
        (bool positive, bool negative) = state.OutputSigns(cell, 0, Frame(0));
        return positive && negative ? BoundaryRelation.Crossed : positive || negative ? BoundaryRelation.Uncrossed : BoundaryRelation.Tied;
    }

    /// <summary>The largest output at a vertex, in double: a good first champion.</summary>
    private int FirstGuess(Cell cell)
    {
        ReadOnlySpan<double> point = state.Point(state.Cells.Of(cell)[0]);
        int node = state.Plan.Network.OutputNode, stride = state.Forms.Stride(node), best = 0;
        double[] columns = state.Forms.Columns(node);
        double top = double.NegativeInfinity;
        for (int o = 0; o < _outputs; o++)
        {
            double value = columns[(point.Length * stride) + o];
            for (int c = 0; c < point.Length; c++)
            {
                value += columns[(c * stride) + o] * point[c];
            }

            (best, top) = value > top ? (o, value) : (best, top);
        }

        return best;
    }

    /// <summary>The champion of a cell meets the labels from <paramref name="next"/> on, leaving out the first champion, who has met the others already.</summary>
    private void Meet(Cell cell, int champion, bool tied, int next, int skipped, int depth)
    {
        LayerFrame frame = Frame(depth);
        for (int label = next; label < _outputs; label++)
        {
            if (label == skipped)
            {
                continue;
            }

            (bool positive, bool negative) = state.OutputSigns(cell, OutputDifference.Index(champion, label, _outputs), frame);
            if (positive && negative)
            {
                Split(cell, frame, champion, tied, label, skipped, depth);
                return;
            }

            (champion, tied) = negative ? (label, false) : (champion, tied || !positive);
        }

        if (!tied)
        {
            _crossed |= _winner >= 0 && _winner != champion;
            _winner = champion;
        }
    }

    private void Split(Cell cell, LayerFrame frame, int champion, bool tied, int label, int skipped, int depth)
    {
        if (_crossed)
        {
            return;
        }

        if (_splitter.Split(cell, frame, 0, 0) is not { } split)
        {
            SlotsExhausted = true;
            return;
        }

        Meet(split.Inactive, label, tied: false, label + 1, skipped, depth + 1);
        if (!_crossed)
        {
            Meet(split.Active, champion, tied, label + 1, skipped, depth + 1);
        }

        _splitter.Undo(split);
    }

    private LayerFrame Frame(int depth)
    {
        while (_frames.Count <= depth)
        {
            _frames.Add(new LayerFrame(state.Plan.Dimension));
        }

        return _frames[depth];
    }
}
