namespace PiecewiseLinear.Verification;

/// <summary>
/// Projected gradient descent on the violation of one unsafe polyhedron, maxₖ sₖ(x, f(x)), from many points at a time: steps of the sign of the gradient, in units of the box,
/// shrinking geometrically (Madry et al. 2018, for boxes). What it finds are candidates.
/// </summary>
internal sealed unsafe class GradientAttack : IDisposable
{
    private const double LastStep = 0.0015;
    private const double FirstStep = 0.3;
    private readonly CompiledGroup _group;
    private readonly BatchGradient _batch;
    private readonly Random _random;
    private readonly int _inputs;
    private readonly int[] _worst;
    private readonly int _steps;
    private readonly double _shrink;

    /// <param name="group">The search.</param>
    /// <param name="batch">The evaluator, owned from now on.</param>
    /// <param name="steps">The number of steps from each start.</param>
    /// <param name="seed">The seed of the starts.</param>
    public GradientAttack(CompiledGroup group, BatchGradient batch, int steps, int seed)
    {
        _steps = steps;
        _shrink = Math.Pow(LastStep / FirstStep, 1d / steps);
        (_group, _batch, _random) = (group, batch, new Random(seed));
        _inputs = group.Low.Length;
        _worst = new int[batch.Points];
        BestPoint = new double[_inputs];
    }

    /// <summary>The least violation that the last call saw.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>Where it was.</summary>
    public double[] BestPoint { get; }

    /// <summary>One batch of starts in the box given, against one disjunct. Returns a candidate with all rows at most 0 in doubles, or null.</summary>
    public double[]? Try(ReadOnlySpan<double> low, ReadOnlySpan<double> high, int disjunct, CancellationToken cancellationToken)
    {
        Start(low, high);
        Best = double.PositiveInfinity;
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

    private void Start(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        for (int p = 0; p < _batch.Points; p++)
        {
            bool corner = p % 8 == 0;
            double* x = _batch.Inputs.Row(p);
            for (int j = 0; j < _inputs; j++)
            {
                double share = corner ? _random.Next(2) : _random.NextDouble();
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

    public void Dispose() => _batch.Dispose();
}
