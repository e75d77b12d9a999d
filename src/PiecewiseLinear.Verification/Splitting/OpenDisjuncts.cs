using System.Runtime.InteropServices;

namespace PiecewiseLinear.Verification;

/// <summary>What is left to prove of a node: closes disjuncts, cuts the boxes of the others, and says where their bounds are loose.</summary>
internal sealed class OpenDisjuncts(CompiledGroup group, LinearBounds bounds, bool byCases = true)
{
    /// <summary>With more unsettled neurons optimized slopes cost more than the splits that they save (measured on ACAS Xu: half the boxes at 60, the same time; twice the time at 400).</summary>
    private const int MostUnsettled = 48;
    private const double TieErrors = 1_000d;
    private readonly OwnBox _own = new(bounds.Inputs);
    private readonly PhaseCases _cases = new(bounds, bounds.Inputs);
    private readonly List<int> _left = [];
    private readonly List<(double[] Low, double[] High, int BestRow)> _leftBoxes = [];
    private readonly List<CompiledRow> _rows = [];
    private readonly double[] _low = new double[bounds.Inputs];
    private readonly double[] _high = new double[bounds.Inputs];

    /// <summary>The disjuncts that are still open, ascending.</summary>
    public IReadOnlyList<int> Left => _left;

    /// <summary>For each disjunct left the row whose bound on the node's box is greatest; −1 for one without rows.</summary>
    public IReadOnlyList<int> BestRows => [.. _leftBoxes.Select(static entry => entry.BestRow)];

    /// <summary>The least bound of theirs.</summary>
    public double Margin { get; private set; }

    /// <summary>Whether only rounding errors keep one of them open.</summary>
    public bool IsTie { get; private set; }

    /// <summary>For each input how much of their looseness hangs on it.</summary>
    public double[] Scores { get; } = new double[bounds.Inputs];

    /// <summary>Closes or cuts every open disjunct of a node whose box is bounded.</summary>
    /// <param name="node">The node.</param>
    /// <param name="unsettled">The number of its unsettled neurons.</param>
    /// <param name="steps">Takes what was proved.</param>
    public void Cut(SearchNode node, int unsettled, List<ProofStep> steps)
    {
        _left.Clear();
        _leftBoxes.Clear();
        Array.Clear(Scores);
        IsTie = false;
        Margin = double.PositiveInfinity;
        for (int from = 0; from < node.Open.Length;)
        {
            int to = from;
            _rows.Clear();
            while (to < node.Open.Length && (to == from || _rows.Count + group.Disjuncts[node.Open[to]].Length <= LinearBounds.MostRows))
            {
                _rows.AddRange(group.Disjuncts[node.Open[to++]].AsSpan(0, Math.Min(LinearBounds.MostRows, group.Disjuncts[node.Open[to - 1]].Length)));
            }

            bounds.BoundRows(CollectionsMarshal.AsSpan(_rows));
            for (int first = 0; from < to; from++)
            {
                int disjunct = node.Open[from], count = Math.Min(LinearBounds.MostRows, group.Disjuncts[disjunct].Length);
                if (!_own.Cut(bounds, node.Bounds, disjunct, first, count, steps))
                {
                    Margin = Math.Min(Margin, _own.Margin);
                    IsTie |= count > 0 && _own.Margin >= -TieErrors * bounds.ErrorOf(_own.BestRow);
                    Keep(disjunct, node.Bounds, first, count);
                }

                first += count;
            }
        }

        if (byCases && unsettled is > 0 and <= MostUnsettled)
        {
            CloseByCases(node.Bounds, steps);
        }
    }

    private void Keep(int disjunct, BoxBounds box, int first, int rows)
    {
        _left.Add(disjunct);
        _leftBoxes.Add(([.. _own.Low], [.. _own.High], rows > 0 ? _own.BestRow - first : -1));
        if (rows > 0)
        {
            bounds.AddSplitScores(_own.BestRow, box, Scores);
        }
    }

    /// <summary>Closes those disjuncts that cases of few neurons prove safe.</summary>
    private void CloseByCases(BoxBounds box, List<ProofStep> steps)
    {
        for (int k = _left.Count - 1; k >= 0; k--)
        {
            (double[] low, double[] high, int row) = _leftBoxes[k];
            if (row >= 0 && _cases.Prove(group.Disjuncts[_left[k]][row], box, low, high) is { } cases)
            {
                steps.Add(ProofStep.CloseByCases(_left[k], row, cases));
                _left.RemoveAt(k);
                _leftBoxes.RemoveAt(k);
            }
        }
    }

    /// <summary>Takes out what was closed by other means; only these are left.</summary>
    public void Keep(IReadOnlyCollection<int> left)
    {
        for (int k = _left.Count - 1; k >= 0; k--)
        {
            if (!left.Contains(_left[k]))
            {
                _left.RemoveAt(k);
                _leftBoxes.RemoveAt(k);
            }
        }
    }

    /// <summary>The smallest box that holds the own boxes of all disjuncts left.</summary>
    private void MakeHull()
    {
        Array.Fill(_low, double.PositiveInfinity);
        Array.Fill(_high, double.NegativeInfinity);
        foreach ((double[] low, double[] high, _) in _leftBoxes)
        {
            for (int j = 0; j < _low.Length; j++)
            {
                _low[j] = Math.Min(_low[j], low[j]);
                _high[j] = Math.Max(_high[j], high[j]);
            }
        }
    }

    /// <summary>Shrinks the node's box to the smallest box that holds the own boxes of all disjuncts left, and returns the share of the volume that is left.</summary>
    public double Shrink(BoxBounds box)
    {
        MakeHull();
        double kept = 1d;
        for (int j = 0; j < _low.Length; j++)
        {
            double width = box.High[j] - box.Low[j];
            if (width > 0d)
            {
                double share = (_high[j] - _low[j]) / width;
                kept *= share;
                Scores[j] *= share;
            }

            (box.Low[j], box.High[j]) = (_low[j], _high[j]);
        }

        return kept;
    }
}
