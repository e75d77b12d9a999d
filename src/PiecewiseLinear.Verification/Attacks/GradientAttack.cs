namespace PiecewiseLinear.Verification;

/// <summary>
/// Projected gradient descent on the violation of one unsafe polyhedron, maxₖ sₖ(x, f(x)), from many points at a time: steps of the sign of the gradient, in units of the box,
/// shrinking geometrically (Madry et al. 2018, for boxes). What it finds are candidates.
/// </summary>
/// <remarks>
/// Half of the starts may be chosen: the best of many points that are only evaluated. Violations love the faces of a box: on ACAS Xu's prop_7 1_9 a descent from a uniform point ends in one
/// time of 8,000, while of points with three coordinates in five on a side one of 600 violates as it is.
/// </remarks>
internal sealed unsafe class GradientAttack : IDisposable
{
    private const double LastStep = 0.0015;
    private const double FirstStep = 0.3;
    private readonly CompiledGroup _group;
    private readonly BatchGradient _batch;
    private readonly Random _random;
    private readonly int _inputs;
    private readonly int[] _worst;
    private readonly double[] _margins;
    private readonly AlignedMatrix? _chosen;
    private readonly int _scans;
    private readonly int _steps;
    private readonly double _shrink;

    /// <param name="group">The search.</param>
    /// <param name="batch">The evaluator, owned from now on.</param>
    /// <param name="steps">The number of steps from each start.</param>
    /// <param name="seed">The seed of the starts.</param>
    /// <param name="scans">How many batches are evaluated to choose half of the starts; 0: all starts are random.</param>
    public GradientAttack(CompiledGroup group, BatchGradient batch, int steps, int seed, int scans = 0)
    {
        (_steps, _scans) = (steps, scans);
        _shrink = Math.Pow(LastStep / FirstStep, 1d / steps);
        (_group, _batch, _random) = (group, batch, new Random(seed));
        _inputs = group.Low.Length;
        _worst = new int[batch.Points];
        _margins = new double[batch.Points];
        _chosen = scans > 0 ? new AlignedMatrix(batch.Points, _inputs) : null;
        BestPoint = new double[_inputs];
    }

    /// <summary>The least violation that the last call saw.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>Where it was.</summary>
    public double[] BestPoint { get; }

    /// <summary>One batch of starts in the box given, against one disjunct. Returns a candidate with all rows at most 0 in doubles, or null.</summary>
    public double[]? Try(ReadOnlySpan<double> low, ReadOnlySpan<double> high, int disjunct, CancellationToken cancellationToken)
    {
        Best = double.PositiveInfinity;
        if (Scan(low, high, disjunct, cancellationToken) is { } found)
        {
            return found;
        }

        double step = FirstStep;
        for (int s = 0; s <= _steps && !cancellationToken.IsCancellationRequested; s++, step *= _shrink)
        {
            _batch.Evaluate();
            int hit = Measure(disjunct);
            if (hit >= 0)
            {
                return new ReadOnlySpan<double>(_batch.Inputs.Row(hit), _inputs).ToArray();
            }

            _batch.Differentiate();
            Move(low, high, disjunct, step);
        }

        return null;
    }

    /// <summary>Sets the starts: random ones, half of them replaced by the best of all that were evaluated. Returns a candidate met on the way, or null.</summary>
    private double[]? Scan(ReadOnlySpan<double> low, ReadOnlySpan<double> high, int disjunct, CancellationToken cancellationToken)
    {
        Span<double> best = stackalloc double[_batch.Points];
        best.Fill(double.PositiveInfinity);
        for (int scan = 0; scan < _scans && !cancellationToken.IsCancellationRequested; scan++)
        {
            Start(low, high);
            _batch.Evaluate();
            int hit = Measure(disjunct);
            if (hit >= 0)
            {
                return new ReadOnlySpan<double>(_batch.Inputs.Row(hit), _inputs).ToArray();
            }

            for (int p = 0; p < _batch.Points; p++)
            {
                if (_margins[p] < best[p])
                {
                    best[p] = _margins[p];
                    new ReadOnlySpan<double>(_batch.Inputs.Row(p), _inputs).CopyTo(new Span<double>(_chosen!.Row(p), _inputs));
                }
            }
        }

        Start(low, high);
        for (int p = 0; p < _batch.Points; p += 2)
        {
            if (!double.IsPositiveInfinity(best[p]))
            {
                new ReadOnlySpan<double>(_chosen!.Row(p), _inputs).CopyTo(new Span<double>(_batch.Inputs.Row(p), _inputs));
            }
        }

        return null;
    }

    /// <summary>Random points: of eight, two are corners, four have each coordinate on a side with probability 3/5, the others lie anywhere.</summary>
    private void Start(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        for (int p = 0; p < _batch.Points; p++)
        {
            int kind = (p / 2) % 4;
            double onSides = kind == 0 ? 1d : kind < 3 ? 0.6 : 0d;
            double* x = _batch.Inputs.Row(p);
            for (int j = 0; j < _inputs; j++)
            {
                double share = _random.NextDouble();
                share = share >= onSides ? (share - onSides) / (1d - onSides) : share < onSides / 2 ? 0d : 1d;
                x[j] = Math.Clamp(low[j] + (share * (high[j] - low[j])), low[j], high[j]);
            }
        }
    }

    /// <summary>Finds the worst row of each point and sets its weights; returns a point without violation left, or −1.</summary>
    private int Measure(int disjunct)
    {
        CompiledRow[] rows = _group.Disjuncts[disjunct];
        for (int p = 0; p < _batch.Points; p++)
        {
            double* y = _batch.Outputs.Row(p), x = _batch.Inputs.Row(p), weights = _batch.OutputWeights.Row(p);
            double worst = double.NegativeInfinity;
            for (int k = 0; k < rows.Length; k++)
            {
                double value = rows[k].ValueAt(x, y);
                if (value > worst)
                {
                    (worst, _worst[p]) = (value, k);
                }
            }

            if (worst <= 0d)
            {
                return p;
            }

            _margins[p] = worst;

            if (worst < Best)
            {
                Best = worst;
                new ReadOnlySpan<double>(x, _inputs).CopyTo(BestPoint);
            }

            rows[_worst[p]].Outputs.CopyTo(new Span<double>(weights, rows[_worst[p]].Outputs.Length));
        }

        return -1;
    }

    private void Move(ReadOnlySpan<double> low, ReadOnlySpan<double> high, int disjunct, double step)
    {
        CompiledRow[] rows = _group.Disjuncts[disjunct];
        for (int p = 0; p < _batch.Points; p++)
        {
            double* x = _batch.Inputs.Row(p), gradient = _batch.InputGradients.Row(p);
            double[] direct = rows[_worst[p]].Inputs;
            for (int j = 0; j < _inputs; j++)
            {
                double g = gradient[j] + direct[j];
                x[j] = Math.Clamp(x[j] - (Math.Sign(g) * step * (high[j] - low[j])), low[j], high[j]);
            }
        }
    }

    public void Dispose()
    {
        _batch.Dispose();
        _chosen?.Dispose();
    }
}
