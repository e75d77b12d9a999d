namespace PiecewiseLinear.Verification;

/// <summary>
/// Proves a row positive on a box with optimized lower slopes, and by cases: where a neuron is inactive, and where it is active. A neuron that enters the row with a negative coefficient makes it concave across the
/// neuron's wall, so the least of the two linear cases over the <em>whole</em> box is the least of the row: no constraint is needed. A neuron with a positive coefficient makes it convex there, and the best slope
/// between 0 and 1 gives the least value (duality); slopes are found by supergradient steps of Polyak's length.
/// </summary>
internal sealed class PhaseCases(LinearBounds bounds, int inputs)
{
    private const int MostRows = 48;
    private const int MostSteps = 12;
    private const double Overshoot = 0.1;
    private const double Grid = 256d;
    private readonly CompiledRow[] _row = new CompiledRow[1];
    private readonly List<PhaseCase> _cases = [];
    private readonly List<(int Neuron, double Derivative)> _gradient = [];
    private readonly SortedDictionary<int, double> _slopes = [];
    private readonly double[] _low = new double[inputs];
    private readonly double[] _high = new double[inputs];
    private readonly double[] _point = new double[inputs];
    private int _bounded;

    /// <summary>The cases in preorder, or null where there were too many or the row is not positive.</summary>
    public PhaseCase[]? Prove(CompiledRow row, BoxBounds box, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        _row[0] = row;
        _cases.Clear();
        _bounded = 0;
        low.CopyTo(_low);
        high.CopyTo(_high);
        return Visit(box) ? [.. _cases] : null;
    }

    private bool Visit(BoxBounds box)
    {
        bool proved = Climb(box);
        if (proved)
        {
            _cases.Add(new PhaseCase(-1, [.. _slopes.Select(static slope => (slope.Key, slope.Value))]));
        }

        // The costs are what the upper relaxations lose at most: if even without them the row is not positive, cases are in vain.
        double total = 0d;
        int neuron = proved ? -1 : bounds.CostliestNeuron(box, 0, out total);
        bool hopeful = neuron >= 0 && bounds.Minimum(0, _low, _high) + total > 0d;
        foreach (int changed in _slopes.Keys)
        {
            bounds.FreePhase(box, changed);
        }

        _slopes.Clear();
        if (!hopeful || _bounded >= MostRows)
        {
            return proved;
        }

        _cases.Add(new PhaseCase(neuron, []));
        bounds.FixPhase(box, neuron, active: false);
        proved = Visit(box);
        if (proved)
        {
            bounds.FixPhase(box, neuron, active: true);
            proved = Visit(box);
        }

        bounds.FreePhase(box, neuron);
        return proved;
    }

    /// <summary>Moves the lower slopes until the row is proved positive, or steps no longer help.</summary>
    private bool Climb(BoxBounds box)
    {
        for (int step = 0; _bounded < MostRows; step++)
        {
            _bounded++;
            bounds.BoundRows(_row);
            if (OwnBox.Claims(bounds, 0, _low, _high))
            {
                return true;
            }

            if (step == MostSteps || !Move(box))
            {
                return false;
            }
        }

        return false;
    }

    private unsafe bool Move(BoxBounds box)
    {
        bounds.Set.Minimizer(bounds.FormOf(0), _low, _high, _point);
        _gradient.Clear();
        bounds.AddSlopeGradient(box, 0, _point, _gradient);
        double norm = 0d;
        foreach ((int neuron, double derivative) in _gradient)
        {
            double alpha = SlopeOf(box, neuron);
            norm += (derivative > 0d ? alpha < 1d : alpha > 0d) ? derivative * derivative : 0d;
        }

        double missing = -bounds.Minimum(0, _low, _high);
        double length = ((1d + Overshoot) * missing) / norm;
        bool moved = false;
        foreach ((int neuron, double derivative) in norm > 0d ? _gradient : [])
        {
            double before = SlopeOf(box, neuron), alpha = Math.Clamp(Math.Floor(((before + (length * derivative)) * Grid) + 0.5) / Grid, 0d, 1d);
            if (alpha != before)
            {
                moved = true;
                _slopes[neuron] = alpha;
                bounds.SetLowerSlope(box, neuron, alpha);
            }
        }

        return moved;
    }

    private double SlopeOf(BoxBounds box, int neuron) => _slopes.TryGetValue(neuron, out double alpha) ? alpha : Relaxation.Of(box.Lower[neuron], box.Upper[neuron]).Alpha;
}
