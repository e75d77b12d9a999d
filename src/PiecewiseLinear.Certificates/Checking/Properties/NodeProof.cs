using System.Runtime.InteropServices;

namespace PiecewiseLinear.Certificates;

/// <summary>What one node proves: its lemmas better the bounds, its steps close and cut, and what is left goes on. A step that doubles leave open is decided by whoever can: by its number, on a box.</summary>
internal sealed class NodeProof
{
    private readonly CheckedRow[][] _unsafe;
    private readonly BackwardBounds _bounds;
    private readonly Func<int, double[], double[], bool> _decide;
    private readonly CaseWalk _cases;
    private readonly LemmaProof _lemmas;
    private readonly Dictionary<(int Polyhedron, int Row), int> _batch = [];
    private readonly List<CheckedRow> _rows = [];
    private readonly Dictionary<int, (double[] Low, double[] High)> _own = [];
    private readonly HashSet<int> _closed = [];
    private readonly double[] _low;
    private readonly double[] _high;

    public NodeProof(TreeQuestion question, BackwardBounds bounds, CheckedNetwork network, Func<int, double[], double[], bool> decide)
    {
        _decide = decide;
        _bounds = bounds;
        _unsafe = [.. question.Unsafe.Select(static rows => rows.Select(static row => new CheckedRow(row)).ToArray())];
        _cases = new CaseWalk(bounds);
        _lemmas = new LemmaProof(bounds, network, _cases);
        (_low, _high) = (new double[network.Inputs], new double[network.Inputs]);
    }

    /// <summary>Checks a node: betters the bounds of the state and shrinks it to what is left.</summary>
    /// <exception cref="CertificateFormatException">Something is not proved.</exception>
    public void Apply(NodeLine node, BoxState state, in EvidenceScanner text, CancellationToken cancellationToken)
    {
        if (!node.Inherits)
        {
            Array.Fill(state.Slopes, double.NaN);
        }

        for (int k = node.Slopes.Start; k < node.Slopes.End; k++)
        {
            state.Slopes[node.Numbers[k].Neuron] = node.Numbers[k].Value;
        }

        _bounds.Changes = state.Changes;
        _bounds.Keep(node.Kept);
        bool relaxed = !node.Inherits;
        if (relaxed)
        {
            _bounds.Tighten(state, cancellationToken);
        }

        if (node.Lemmas.Count > 0)
        {
            _bounds.Relax(state, slopes: false);
            relaxed = false;
            foreach (NodeLemma lemma in node.Lemmas)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _lemmas.Apply(lemma, node, state, in text);
            }
        }

        if (node.Steps.Count > 0 && !relaxed)
        {
            _bounds.Relax(state, slopes: true);
        }

        CheckSteps(node, state, in text);
        _bounds.ClearRows();
        _bounds.Forget(node.Kept);
    }

    private void CheckSteps(NodeLine node, BoxState state, in EvidenceScanner text)
    {
        _batch.Clear();
        _own.Clear();
        _closed.Clear();
        _cases.Start(node, default, state);
        _cases.Multiply(-1, node.Multipliers, in text);
        for (int s = 0; s < node.Steps.Count; s++)
        {
            Check(node, s, state, in text);
        }

        int[] open = _closed.Count == 0 ? state.Open : _closed.Count == state.Open.Length ? [] : [.. state.Open.Where(d => !_closed.Contains(d))];
        if (open.Length == 0 != (node.Way == NodeWay.Leaf))
        {
            throw text.Error(open.Length == 0 ? "nothing is open, expected a leaf" : $"polyhedron {open[0]} is still open at a leaf");
        }

        state.Open = open;
        if (open.Length > 0)
        {
            Shrink(state);
        }
    }

    private void Check(NodeLine node, int index, BoxState state, in EvidenceScanner text)
    {
        NodeStep step = node.Steps[index];
        if (Array.BinarySearch(state.Open, step.Polyhedron) < 0 || _closed.Contains(step.Polyhedron))
        {
            throw text.Error($"polyhedron {step.Polyhedron} is not open here");
        }

        if (step.Row >= _unsafe[step.Polyhedron].Length)
        {
            throw text.Error($"polyhedron {step.Polyhedron} has {_unsafe[step.Polyhedron].Length} rows, found row {step.Row}");
        }

        (double[] low, double[] high) = _own.TryGetValue(step.Polyhedron, out (double[] Low, double[] High) own) ? own : (state.Low, state.High);
        if (step.Cases.Count > 0)
        {
            CheckCases(node, index, low, high, state, in text);
            _closed.Add(step.Polyhedron);
            return;
        }

        if (!_batch.TryGetValue((step.Polyhedron, step.Row), out int row))
        {
            row = Load(node, index, state);
        }

        if (step.Input is not { } input)
        {
            if (!IsAboveZero(row, low, high, index))
            {
                throw text.Error($"row {step.Row} of polyhedron {step.Polyhedron} is not proved to be violated on the box");
            }

            _closed.Add(step.Polyhedron);
            return;
        }

        if (input >= _low.Length || !(step.End > low[input] && step.End < high[input]))
        {
            throw text.Error($"the cut of input {input} for polyhedron {step.Polyhedron} is not inside of its box");
        }

        low.CopyTo(_low, 0);
        high.CopyTo(_high, 0);
        (step.Upper ? _low : _high)[input] = step.End;
        if (!IsAboveZero(row, _low, _high, index))
        {
            throw text.Error($"row {step.Row} of polyhedron {step.Polyhedron} is not proved to be violated where input {input} is beyond the cut");
        }

        if (low == state.Low)
        {
            (low, high) = ([.. low], [.. high]);
            _own.Add(step.Polyhedron, (low, high));
        }

        (step.Upper ? high : low)[input] = step.End;
    }

    /// <summary>Whether row r of the batch, that of a step, is above 0 on a box: by doubles, else by wider arithmetic where they are close.</summary>
    private bool IsAboveZero(int r, double[] low, double[] high, int step)
        => _bounds.Minimum(r, low, high) is var minimum && (minimum > 0d || (_bounds.IsOpen(r, minimum) && _decide(step, low, high)));

    /// <summary>Closes a polyhedron by cases: the row's bound is above 0 at each leaf, a row of the batch. The node's own multipliers rest meanwhile.</summary>
    private void CheckCases(NodeLine node, int index, double[] low, double[] high, BoxState state, in EvidenceScanner text)
    {
        NodeStep step = node.Steps[index];
        _bounds.ClearRows();
        _batch.Clear();
        _rows.Clear();
        _cases.Start(node, step.Cases, state);
        bool wide = false;
        for (bool more = true; more;)
        {
            more = _cases.Next(in text);
            if (_rows.Count > 0 && (!more || _rows.Count == BackwardBounds.MostRows))
            {
                _bounds.Carry(CollectionsMarshal.AsSpan(_rows));
                for (int r = 0; r < _rows.Count && !wide; r++)
                {
                    wide = _bounds.Minimum(r, low, high) is var minimum && !(minimum > 0d);
                    if (wide && !(_bounds.IsOpen(r, minimum) && _decide(index, low, high)))
                    {
                        throw text.Error($"row {step.Row} of polyhedron {step.Polyhedron} is not proved to be violated on the box in every case");
                    }
                }

                _bounds.ClearRows();
                _rows.Clear();
            }

            if (more)
            {
                _cases.Apply(_rows.Count, in text);
                _rows.Add(_unsafe[step.Polyhedron][step.Row]);
            }
        }

        _cases.Start(node, default, state);
        _cases.Multiply(-1, node.Multipliers, in text);
    }

    /// <summary>Carries the rows that the steps from this one on name, as many as go at once. Returns the place of the first.</summary>
    private int Load(NodeLine node, int from, BoxState state)
    {
        _batch.Clear();
        _rows.Clear();
        for (int s = from; s < node.Steps.Count && _rows.Count < BackwardBounds.MostRows; s++)
        {
            NodeStep step = node.Steps[s];
            if (step.Cases.Count == 0 && Array.BinarySearch(state.Open, step.Polyhedron) >= 0 && step.Row < _unsafe[step.Polyhedron].Length && _batch.TryAdd((step.Polyhedron, step.Row), _rows.Count))
            {
                _rows.Add(_unsafe[step.Polyhedron][step.Row]);
            }
        }

        _bounds.Carry(CollectionsMarshal.AsSpan(_rows));
        return 0;
    }

    /// <summary>The smallest box that holds the boxes of all open polyhedra.</summary>
    private void Shrink(BoxState state)
    {
        if (_own.Count == 0 || state.Open.Any(d => !_own.ContainsKey(d)))
        {
            return;
        }

        Array.Fill(_low, double.PositiveInfinity);
        Array.Fill(_high, double.NegativeInfinity);
        foreach (int d in state.Open)
        {
            (double[] low, double[] high) = _own[d];
            for (int j = 0; j < _low.Length; j++)
            {
                _low[j] = Math.Min(_low[j], low[j]);
                _high[j] = Math.Max(_high[j], high[j]);
            }
        }

        _low.CopyTo(state.Low, 0);
        _high.CopyTo(state.High, 0);
    }
}
