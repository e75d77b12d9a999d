namespace PiecewiseLinear.Verification;

/// <summary>
/// The box that is left of a node's box for one disjunct: what a row's linear bound proves safe is cut off side by side (domain clipping, Zhou et al. 2025, here on boxes). Every cut is proved by the row's
/// minimum on the slab, with slack for a checker that rounds otherwise.
/// </summary>
internal sealed class OwnBox(int inputs)
{
    /// <summary>How many times the error of a bound it must exceed zero, so that a checker which computes it in another order agrees.</summary>
    private const double Slack = 8d;
    private const int Rounds = 3;
    private const double LeastCut = 0.01;
    private const int GridBits = 9;
    private readonly double[] _slabLow = new double[inputs];
    private readonly double[] _slabHigh = new double[inputs];

    public double[] Low { get; } = new double[inputs];

    public double[] High { get; } = new double[inputs];

    /// <summary>The greatest of the rows' minima on the box as it was given.</summary>
    public double Margin { get; private set; }

    /// <summary>The row that has it.</summary>
    public int BestRow { get; private set; }

    /// <summary>Starts at the node's box and cuts. Returns whether the disjunct is proved safe on all of it.</summary>
    /// <param name="bounds">The engine, rows bounded.</param>
    /// <param name="box">The node's box.</param>
    /// <param name="disjunct">The number of the disjunct.</param>
    /// <param name="first">The index of its first row among the bounded ones.</param>
    /// <param name="count">The number of its rows.</param>
    /// <param name="steps">Takes what was proved.</param>
    public bool Cut(LinearBounds bounds, BoxBounds box, int disjunct, int first, int count, List<ProofStep> steps)
    {
        box.Low.CopyTo(Low, 0);
        box.High.CopyTo(High, 0);
        (Margin, BestRow) = (double.NegativeInfinity, first);
        for (int r = 0; r < count; r++)
        {
            double minimum = bounds.Minimum(first + r, Low, High);
            if (minimum > Margin)
            {
                (Margin, BestRow) = (minimum, first + r);
            }
        }

        if (count == 0)
        {
            return false;
        }

        if (TryClose(bounds, disjunct, first, BestRow - first, steps))
        {
            return true;
        }

        for (int round = 0; round < Rounds; round++)
        {
            int before = steps.Count;
            for (int r = 0; r < count; r++)
            {
                if (round + r > 0 && TryClose(bounds, disjunct, first, r, steps))
                {
                    return true;
                }

                CutBy(bounds, disjunct, first, r, steps);
            }

            if (steps.Count == before)
            {
                break;
            }
        }

        return false;
    }

    private bool TryClose(LinearBounds bounds, int disjunct, int first, int row, List<ProofStep> steps)
    {
        if (!Claims(bounds, first + row, Low, High))
        {
            return false;
        }

        steps.Add(ProofStep.Close(disjunct, row));
        return true;
    }

    /// <summary>Whether a row is proved positive on a box, with slack for a checker.</summary>
    public static bool Claims(LinearBounds bounds, int row, double[] low, double[] high)
        => bounds.Minimum(row, low, high) > Slack * bounds.ErrorOf(row);

    private unsafe void CutBy(LinearBounds bounds, int disjunct, int first, int row, List<ProofStep> steps)
    {
        double* form = bounds.FormOf(first + row);
        double minimum = bounds.Minimum(first + row, Low, High);
        for (int j = 0; j < Low.Length; j++)
        {
            double width = High[j] - Low[j], room = -minimum / Math.Abs(form[j]);
            if (!(room < width * (1d - LeastCut)))
            {
                continue;
            }

            // The end is rounded to few bits, outward, so that proofs are short; what is proved is the slab beyond it.
            bool upper = form[j] > 0d;
            double quantum = Math.ScaleB(1d, Math.ILogB(width) - GridBits);
            double end = upper ? Math.Ceiling((Low[j] + room) / quantum) * quantum : Math.Floor((High[j] - room) / quantum) * quantum;
            if (bounds.Set.Changes is { } changes && changes[j] == ChangeRole.Undecided)
            {
                // An undecided input can still keep its value.
                end = upper ? Math.Max(end, changes.High[j]) : Math.Min(end, changes.Low[j]);
            }

            if (!(end > Low[j] && end < High[j]))
            {
                continue;
            }

            Low.CopyTo(_slabLow, 0);
            High.CopyTo(_slabHigh, 0);
            (upper ? _slabLow : _slabHigh)[j] = end;
            if (Claims(bounds, first + row, _slabLow, _slabHigh))
            {
                (upper ? High : Low)[j] = end;
                steps.Add(new ProofStep(disjunct, row, j, upper, end));
                minimum = bounds.Minimum(first + row, Low, High);
            }
        }
    }
}
