using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The evidence of how the decision boundary meets a region, label by label: the region is clipped to the part where a label is at least every other one, until that part has an interior
/// point (the label wins there) or another label is at least as large on all of what is left (it is beaten, by a basis of the rows so far).
/// </summary>
/// <remarks>
/// With one output f the labels are 0 for the zero form and 1 for f. Everything is decided by the signs of differences at vertices. The label that is largest at the point of the
/// region meets every other one first, which nearly always beats it at once.
/// </remarks>
internal sealed class DecisionEvidence<TSet>(CellState<TSet> state, SettlingBasis<TSet> basis, ShortPoint<TSet> points)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly CellSplitter<TSet> _splitter = new(state);
    private readonly List<LayerFrame> _frames = [];
    private readonly List<CellSplit<TSet>> _splits = [];
    private readonly double[] _form = new double[state.Plan.Dimension + 2];
    private readonly bool _single = state.Plan.Network.OutputDimension == 1;
    private readonly int _outputs = state.Plan.Network.OutputDimension;
    private readonly int _labels = Math.Max(2, state.Plan.Network.OutputDimension);
    private readonly (int By, int[]? Basis)[] _beaten = new (int, int[]?)[Math.Max(2, state.Plan.Network.OutputDimension)];
    private readonly List<(BigInteger[] Numerators, int Exponent)?> _wins = [];

    private enum Fate
    {
        Wins,
        OutOfTheRace,
        SlotsExhausted,
    }

    /// <summary>Finds the evidence about a region; the forms of the outputs are composed. False when the walk needs more slots.</summary>
    public bool Prepare(Cell cell, int depth)
    {
        _wins.Clear();
        Array.Clear(_beaten);
        int champion = Largest(points.Find(cell).Scaled);
        for (int i = -1; i < _labels && _wins.Count < 2; i++)
        {
            int label = i < 0 ? champion : i;
            if (i != champion && Meet(cell, label, champion, depth) == Fate.SlotsExhausted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes what was found; the point of the region that goes with it, or null when any will do.</summary>
    public (BigInteger[] Numerators, int Exponent)? Leaf(RegionCountSegment segment)
    {
        if (_wins.Count == 2)
        {
            (BigInteger[] numerators, int exponent) = _wins[1]!.Value;
            segment.Crossed(numerators, exponent);
            return _wins[0];
        }

        if (_wins.Count == 1)
        {
            segment.Won();
        }
        else
        {
            segment.Tied();
        }

        for (int label = 0; label < _labels; label++)
        {
            if (_beaten[label].Basis is { } rows)
            {
                segment.Beaten(label, _beaten[label].By, rows);
            }
        }

        return _wins.Count == 1 ? _wins[0] : null;
    }

    /// <summary>The label that doubles say is largest at a point of the cube: a good first guess, the same for everyone who walks here.</summary>
    private int Largest(ReadOnlySpan<double> point)
    {
        int best = 0;
        for (int label = 1; label < _labels; label++)
        {
            (int index, int sign) = Difference(label, best);
            state.Forms.CopyForm(state.Plan.Layers, index, _form);
            double value = _form[point.Length];
            for (int c = 0; c < point.Length; c++)
            {
                value += _form[c] * point[c];
            }

            best = sign * value > 0d ? label : best;
        }

        return best;
    }

    /// <summary>Finds out whether a label wins somewhere in the region, or what beats it.</summary>
    private Fate Meet(Cell cell, int label, int champion, int depth)
    {
        Cell part = cell;
        Fate fate = Fate.Wins;
        for (int i = -1; i < _labels && fate == Fate.Wins; i++)
        {
            int other = i < 0 ? champion : i;
            if (other != label && i != champion)
            {
                fate = Clip(ref part, label, other, depth);
            }
        }

        if (fate == Fate.Wins)
        {
            _wins.Add(_splits.Count == 0 ? null : PointOf(part));
        }

        for (int i = _splits.Count - 1; i >= 0; i--)
        {
            _splitter.Undo(_splits[i]);
        }

        _splits.Clear();
        return fate;
    }

    private (BigInteger[] Numerators, int Exponent) PointOf(Cell part)
    {
        (long[] numerators, BigInteger[]? large, int exponent, _) = points.Find(part);
        return (large ?? [.. numerators.Select(static number => new BigInteger(number))], exponent);
    }

    /// <summary>Cuts off the part where the other label is larger.</summary>
    private Fate Clip(ref Cell part, int label, int other, int depth)
    {
        (int index, int sign) = Difference(label, other);
        LayerFrame frame = Frame(_splits.Count);
        (bool above, bool below) = Signs(part, frame, index, sign);
        if (!above)
        {
            // Identical labels win nowhere, which the checker sees for itself.
            ActivationPhase phase = sign > 0 ? ActivationPhase.Inactive : ActivationPhase.Active;
            _beaten[label] = below ? (other, basis.Find(state.Plan.Layers, index, phase, part).ToArray()) : default;
            return Fate.OutOfTheRace;
        }

        if (below)
        {
            if (_splitter.Split(part, frame, 0, 0) is not { } split)
            {
                return Fate.SlotsExhausted;
            }

            _splits.Add(split);
            state.Rows[split.Slot] = new Wall(state.Plan.Layers, index, depth + other, sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive);
            part = sign > 0 ? split.Active : split.Inactive;
        }

        return Fate.Wins;
    }

    /// <summary>f_label − f_other as a form behind the last layer and the sign that it is to be taken with.</summary>
    private (int Index, int Sign) Difference(int label, int other) => _single ? (0, label - other) : (OutputDifference.Index(label, other, _outputs), 1);

    /// <summary>Whether the difference is positive and negative somewhere on a part.</summary>
    private (bool Above, bool Below) Signs(Cell part, LayerFrame frame, int index, int sign)
    {
        (bool positive, bool negative) = state.OutputSigns(part, index, frame);
        return sign > 0 ? (positive, negative) : (negative, positive);
    }

    private LayerFrame Frame(int number)
    {
        while (_frames.Count <= number)
        {
            _frames.Add(new LayerFrame(state.Plan.Dimension));
        }

        return _frames[number];
    }
}
