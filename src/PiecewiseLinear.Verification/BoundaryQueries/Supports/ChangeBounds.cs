using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Rigorous bounds in doubles of pre-activations and of the goal's rows on a set of changes: backward linear bounds (CROWN, Zhang et al. 2018) whose last step minimizes over the set itself. Where only r of
/// many inputs may change, the least value of ⟨A, δ⟩ is the sum of the r most negative gains, which is far better than that of the box.
/// </summary>
/// <remarks>
/// Rounding, as in <see cref="RoundingBudget"/>: a row of doubles is taken as is at each step, and what it may differ from the row that should have been computed is charged. Coefficient A_c of column c is a
/// sum of at most N products; it and its parts are off by at most N + 16 roundings of B_c = Σ of their sizes, which counts times the largest size of the column's value. All charges are
/// sums of nonnegative numbers; Rate = 4(N + 16)u covers their own rounding too.
/// </remarks>
internal sealed class ChangeBounds
{
    private readonly ChangeNetwork _network;
    private readonly ChangeSpace _space;
    private readonly double[] _coefficients;
    private readonly double[] _sizes;
    private readonly double[] _best;
    private readonly RoundingBudget _rounding;
    private double _constant;
    private double _charge;

    public ChangeBounds(ChangeNetwork network, ChangeSpace space)
    {
        (_network, _space) = (network, space);
        int columns = network.Inputs + network.Neurons.Length;
        (_coefficients, _sizes) = (new double[columns], new double[columns]);
        _best = new double[Math.Max(1, space.MostChanged)];
        _rounding = RoundingBudget.Of([columns, network.Outputs.Length]);
    }

    /// <summary>Tightens the bounds of all neurons that are still unstable.</summary>
    public void Tighten(SupportNode node, CancellationToken cancellationToken)
    {
        for (int n = 0; n < _network.Neurons.Length && !cancellationToken.IsCancellationRequested; n++)
        {
            if (node.Lower[n] < 0d && node.Upper[n] > 0d)
            {
                Start();
                Add(_network.Neurons[n], 1d);
                node.Lower[n] = Math.Max(node.Lower[n], Least(node, n));
                Start();
                Add(_network.Neurons[n], -1d);
                node.Upper[n] = Math.Min(node.Upper[n], -Least(node, n));
            }
        }
    }

    /// <summary>A lower bound of a goal's row times a sign; <see cref="Branch"/> is then the undecided input that matters most for it.</summary>
    public double Least(SupportNode node, GoalRow row, double sign)
    {
        Start();
        Add(_network.Outputs[row.Plus], sign * row.Sign);
        if (row.Minus >= 0)
        {
            Add(_network.Outputs[row.Minus], -sign * row.Sign);
        }

        return Least(node, _network.Neurons.Length);
    }

    /// <summary>The input of a role that moves the row bounded last most; −1 where there is none.</summary>
    public int Branch(SupportNode node, InputRole role)
    {
        int branch = -1;
        double most = double.NegativeInfinity;
        for (int j = 0; j < node.Roles.Length; j++)
        {
            double width = node.High[j] - node.Low[j], move = Math.Abs(_coefficients[j]) * width;
            if (node.Roles[j] == role && width > 0d && move > most)
            {
                (most, branch) = (move, j);
            }
        }

        return branch;
    }

    private void Start()
    {
        Array.Clear(_coefficients);
        Array.Clear(_sizes);
        (_constant, _charge) = (0d, 0d);
    }

    private void Add(ChangeRow row, double factor)
    {
        _constant += factor * row.Constant;
        _charge += Math.Abs(factor * row.Constant);
        double size = Math.Abs(factor);
        int[] columns = row.Columns;
        double[] weights = row.Weights;
        for (int k = 0; k < columns.Length; k++)
        {
            _coefficients[columns[k]] += factor * weights[k];
            _sizes[columns[k]] += size * Math.Abs(weights[k]);
        }
    }

    /// <summary>The bound of the row that was started, over neurons before <paramref name="end"/>.</summary>
    private double Least(SupportNode node, int end)
    {
        for (int n = end - 1; n >= 0; n--)
        {
            int column = _network.Inputs + n;
            double a = _coefficients[column], low = node.Lower[n], high = node.Upper[n];
            if (_sizes[column] == 0d || high <= 0d)
            {
                continue;
            }

            _charge += _sizes[column] * high;
            if (a == 0d)
            {
                continue;
            }

            // Without a lower end the only linear upper bound is the constant one.
            Relaxation relaxation = double.IsNegativeInfinity(low) ? new Relaxation(0d, 0d, high) : Relaxation.Of(low, high);
            Add(_network.Neurons[n], a > 0d ? a * relaxation.Alpha : a * relaxation.Lambda);
            if (a < 0d)
            {
                _constant += a * relaxation.Offset;
                _charge -= a * relaxation.Offset;
            }
        }

        double least = Concretize(node);
        for (int j = 0; j < node.Roles.Length; j++)
        {
            if (_sizes[j] != 0d && node.Roles[j] != InputRole.Kept)
            {
                _charge += _sizes[j] * Math.Max(-node.Low[j], node.High[j]);
            }
        }

        double bound = least + _constant - (_rounding.Rate * _charge) - _rounding.Underflow;
        return double.IsNaN(bound) || _charge > RoundingBudget.LargestMagnitude ? double.NegativeInfinity : bound;
    }

    /// <summary>The least value of ⟨A, δ⟩: free inputs at their best, and the best of the undecided ones; or what the balls prove, if that is better.</summary>
    private double Concretize(SupportNode node)
    {
        double sum = 0d, largest = 0d, squares = 0d;
        int count = 0;
        for (int j = 0; j < node.Roles.Length; j++)
        {
            if (node.Roles[j] == InputRole.Kept || _coefficients[j] == 0d)
            {
                continue;
            }

            double gain = Gain(node, j), a = _coefficients[j];
            largest = Math.Max(largest, Math.Abs(a));
            squares += a * a;
            if (node.Roles[j] == InputRole.Free)
            {
                sum += gain;
                continue;
            }

            // Insertion into the list of the most negative gains; the budget is small.
            int at = count < node.Budget ? count++ : gain < _best[count - 1] ? count - 1 : -1;
            for (; at > 0 && _best[at - 1] > gain; at--)
            {
                _best[at] = _best[at - 1];
            }

            if (at >= 0)
            {
                _best[at] = gain;
            }
        }

        for (int k = 0; k < count; k++)
        {
            sum += _best[k];
        }

        // The ball in linf is part of the intervals already.
        foreach (ChangeBall ball in _space.Balls.Where(static ball => ball.Norm != VectorNorm.LInf))
        {
            double size = ball.Norm == VectorNorm.L1 ? largest : Math.Sqrt(squares);
            sum = Math.Max(sum, -_rounding.Up(size * ball.RadiusAbove.RoundUp()));
        }

        return sum;
    }

    /// <summary>The least value of A·δ of one input; of an input that need not change, at most 0.</summary>
    private double Gain(SupportNode node, int input)
    {
        double a = _coefficients[input];
        return a == 0d ? 0d : Math.Min(a * node.Low[input], a * node.High[input]);
    }
}
