using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>What a leaf was proved to be with regard to the decision boundary.</summary>
internal enum DecisionOutcome
{
    /// <summary>Two decisions win strictly somewhere in it.</summary>
    Crossed,

    /// <summary>Exactly one does.</summary>
    Won,

    /// <summary>None does.</summary>
    Tied,
}

/// <summary>
/// The decisions of a leaf. With two or more outputs the labels are the outputs; with a single output f label 0 is the zero form and label 1 is f, so that
/// the larger one wins in both cases.
/// </summary>
internal sealed class LeafDecision
{
    private readonly SplitTree _tree;
    private readonly bool _single;
    private readonly int _labels;
    private readonly int _length;
    private readonly double[] _difference;
    private readonly DyadicPoint _second;
    private readonly bool[] _accounted;

    public LeafDecision(SplitTree tree, ReluNetwork network, int freeInputs)
    {
        _tree = tree;
        _single = network.OutputDimension == 1;
        _labels = _single ? 2 : network.OutputDimension;
        _length = freeInputs + 1;
        _difference = new double[_length];
        _second = new DyadicPoint(freeInputs);
        _accounted = new bool[_labels];
    }

    /// <summary>Checks the evidence about the current leaf, whose point was checked before.</summary>
    public DecisionOutcome Check(ref EvidenceScanner text, DyadicPoint point)
    {
        _tree.Forms.EnterOutputs();
        if (text.Skip((byte)'x'))
        {
            text.Point(_second);
            if (_tree.Proof.WhyNotInside(_second) is { } reason)
            {
                throw text.Error($"the second point is not strictly inside of the leaf: {reason}");
            }

            (int first, int second) = (Winner(point), Winner(_second));
            return first >= 0 && second >= 0 && first != second
                ? DecisionOutcome.Crossed
                : throw text.Error("the two points do not have two strict winners");
        }

        Array.Clear(_accounted);
        bool won = text.Skip((byte)'w');
        if (!won)
        {
            text.Expect("t"u8);
        }

        int winner = won ? Winner(point) : -1;
        if (won)
        {
            _accounted[winner >= 0 ? winner : throw text.Error("no decision wins strictly at the point of the leaf")] = true;
        }

        for (int previous = -1; text.AtDigit;)
        {
            previous = Beaten(ref text, previous, winner);
        }

        for (int label = 0; label < _labels; label++)
        {
            if (!_accounted[label] && !HasTwin(label))
            {
                throw text.Error($"decision {label} is neither shown to win nowhere nor identical to another");
            }
        }

        return won ? DecisionOutcome.Won : DecisionOutcome.Tied;
    }

    private int Beaten(ref EvidenceScanner text, int previous, int winner)
    {
        int label = text.Index();
        text.Expect("<"u8);
        int by = text.Index();
        text.Expect(":"u8);
        if (label <= previous || label >= _labels || by >= _labels || by == label || label == winner)
        {
            throw text.Error($"decisions {label} and {by} are not an ascending list of labels below {_labels} with others that beat them");
        }

        PathRows rows = _tree.Rows;
        int splits = rows.Count;
        _tree.Proof.ReadBasis(ref text, splits + _labels);
        for (int other = 0; other < _labels && !_tree.Proof.Basis.IsEmpty && _tree.Proof.Basis[^1] >= splits; other++)
        {
            (double rowError, double rowSize) = Difference(other, label);
            (int c, int b) = (other, label);
            rows.Push(_difference, 1, rowError, rowSize, () => ExactDifference(c, b));
        }

        (double error, double size) = Difference(label, by);
        string? reason = _tree.Proof.Bounds(_difference, error, size, citable: null) ? null : _tree.Proof.WhyNot(ExactDifference(label, by), citable: null);
        rows.Pop(splits);
        _accounted[label] = reason is null ? true : throw text.Error($"decision {label} is not shown to be at most decision {by}: {reason}");
        return label;
    }

    /// <summary>The label that wins strictly at a point of the cell, or −1.</summary>
    private int Winner(DyadicPoint point)
    {
        int best = 0;
        if (point.TryGetDoubles(out ReadOnlySpan<double> x))
        {
            double most = double.NegativeInfinity;
            for (int label = 0; label < _labels; label++)
            {
                double value = CellProof.Value(Form(label), x);
                (best, most) = value > most ? (label, value) : (best, most);
            }

            if (WinsInDoubles(best, x))
            {
                return best;
            }
        }

        return Enumerable.Range(0, _labels).FirstOrDefault(
            label => Enumerable.Range(0, _labels).All(other => other == label || point.SignOf(ExactDifference(label, other)) > 0), -1);
    }

    private bool WinsInDoubles(int label, ReadOnlySpan<double> x)
    {
        for (int other = 0; other < _labels; other++)
        {
            if (other != label)
            {
                (double error, double size) = Difference(label, other);
                if (!(CellProof.Value(_difference, x) > _tree.Proof.Spread(error, size)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool HasTwin(int label)
    {
        for (int other = 0; other < _labels; other++)
        {
            if (other != label)
            {
                (double error, double size) = Difference(label, other);
                if (!_tree.Proof.IsNonzero(_difference, error, size) && ExactDifference(label, other).All(static number => number.IsZero))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private ReadOnlySpan<double> Form(int label) => !_single ? _tree.Forms.Outputs.Row(label) : label == 1 ? _tree.Forms.Outputs.Row(0) : Zero();

    private ReadOnlySpan<double> Zero() => new double[_length];

    /// <summary>f_label − f_other into <see cref="_difference"/>; its error and size.</summary>
    private (double Error, double Size) Difference(int label, int other)
    {
        EnclosedForms outputs = _tree.Forms.Outputs;
        if (_single)
        {
            int sign = label - other;
            for (int c = 0; c < _length; c++)
            {
                _difference[c] = sign * outputs.Coefficients[c];
            }

            return (outputs.Errors[0], outputs.Sizes[0]);
        }

        ReadOnlySpan<double> left = outputs.Row(label), right = outputs.Row(other);
        for (int c = 0; c < _length; c++)
        {
            _difference[c] = left[c] - right[c];
        }

        double size = (outputs.Sizes[label] + outputs.Sizes[other]) * ErrorBounds.Outward;
        return ((outputs.Errors[label] + outputs.Errors[other] + (ErrorBounds.Unit * size)) * ErrorBounds.Outward, size);
    }

    private BigInteger[] ExactDifference(int label, int other)
    {
        IntegerForms outputs = _tree.Forms.ExactOutputs();
        BigInteger[] difference = new BigInteger[_length];
        if (_single)
        {
            Add(difference, outputs, 0, label - other);
        }
        else
        {
            Add(difference, outputs, label, 1);
            Add(difference, outputs, other, -1);
        }

        return difference;
    }

    /// <summary>sum += sign · output, everything times the divisor and 2^shift with one shift for all outputs of the leaf.</summary>
    private static void Add(BigInteger[] sum, IntegerForms outputs, int output, int sign)
    {
        int shift = outputs.Rows.Max(static row => row is null ? 0 : Math.Max(0, -row.Exponent));
        if (outputs.Rows[output] is { } row)
        {
            BigInteger factor = sign * (BigInteger.One << (row.Exponent + shift));
            for (int c = 0; c < sum.Length; c++)
            {
                sum[c] += row.IntegerAt(c) * factor;
            }
        }
    }
}
