using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>Rows under fixed phases and chosen slopes of single neurons.</summary>
internal sealed unsafe partial class GraphBounds
{
    private readonly double[][] _values;

    /// <inheritdoc/>
    public override int CostliestNeuron(BoxBounds box, int row, out double total)
    {
        int costliest = -1;
        double most = 0d;
        total = 0d;
        for (int l = 0; l < _slopes.Length; l++)
        {
            double* coefficients = _rows[_reluNodes[l]].Row(row), offset = _slopes[l].Row(2);
            for (int i = 0; i < _slopes[l].Columns && _touched[_reluNodes[l]]; i++)
            {
                double cost = -coefficients[i] * offset[i];
                if (cost > 0d)
                {
                    total += cost;
                    if (cost > most)
                    {
                        (most, costliest) = (cost, _starts[l] + i);
                    }
                }
            }
        }

        return costliest;
    }

    /// <inheritdoc/>
    public override void AddSlopeGradient(BoxBounds box, int row, ReadOnlySpan<double> point, List<(int Neuron, double Derivative)> gradient)
    {
        _values[0] = point.ToArray();
        for (int i = 1; i < _values.Length; i++)
        {
            double[] values = _values[i] ??= new double[_network.Nodes[i].Width];
            if (_network.Nodes[i] is AffineNode affine)
            {
                for (int j = 0; j < values.Length; j++)
                {
                    double sum = affine.Bias[j];
                    foreach (AffineTerm term in affine.Terms)
                    {
                        fixed (double* source = _values[term.Source])
                        {
                            sum += OperatorRow.Dot(term.Operator, j, source);
                        }
                    }

                    values[j] = sum / affine.Divisor;
                }
            }
            else if (_network.Nodes[i] is ReluNode relu)
            {
                double* coefficients = _rows[i].Row(row), alpha = _slopes[relu.Layer].Row(0), lambda = _slopes[relu.Layer].Row(1), offset = _slopes[relu.Layer].Row(2);
                for (int j = 0; j < values.Length; j++)
                {
                    double z = _values[relu.Source][j], c = _touched[i] ? coefficients[j] : 0d;
                    values[j] = c < 0d ? (lambda[j] * z) + offset[j] : alpha[j] * z;
                    if (c > 0d && offset[j] > 0d)
                    {
                        gradient.Add((_starts[relu.Layer] + j, c * z));
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void SetLowerSlope(BoxBounds box, int neuron, double alpha) => SetRelaxation(neuron, Relaxation.Of(box.Lower[neuron], box.Upper[neuron]) with { Alpha = alpha });

    /// <inheritdoc/>
    public override void FixPhase(BoxBounds box, int neuron, bool active) => SetRelaxation(neuron, active ? new Relaxation(1d, 1d, 0d) : default);

    /// <inheritdoc/>
    public override void FreePhase(BoxBounds box, int neuron) => SetRelaxation(neuron, Relaxation.Of(box.Lower[neuron], box.Upper[neuron]));

    private void SetRelaxation(int neuron, Relaxation relaxation)
    {
        int layer = 0;
        while (neuron >= _starts[layer + 1])
        {
            layer++;
        }

        int at = neuron - _starts[layer];
        (_slopes[layer].Row(0)[at], _slopes[layer].Row(1)[at], _slopes[layer].Row(2)[at]) = relaxation;
    }
}
