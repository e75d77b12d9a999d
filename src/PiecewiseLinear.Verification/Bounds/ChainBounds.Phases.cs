using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>Rows under fixed phases of single neurons.</summary>
internal sealed unsafe partial class ChainBounds
{
    /// <inheritdoc/>
    public override int CostliestNeuron(BoxBounds box, int row, out double total)
    {
        int costliest = -1;
        double most = 0d;
        total = 0d;
        for (int l = 0; l < _network.Hidden; l++)
        {
            double* coefficients = _trace[l].Row(row), offset = _slopes[l].Row(OffsetRow);
            for (int j = 0; j < _liveCount[l]; j++)
            {
                double cost = -coefficients[j] * offset[j];
                if (cost > 0d)
                {
                    total += cost;
                    if (cost > most)
                    {
                        (most, costliest) = (cost, _network.FirstNeurons[l] + _live[l][j]);
                    }
                }
            }
        }

        return costliest;
    }

    /// <inheritdoc/>
    public override void AddSlopeGradient(BoxBounds box, int row, ReadOnlySpan<double> point, List<(int Neuron, double Derivative)> gradient)
    {
        double[] below = _values[0], above = _values[1];
        point.CopyTo(below);
        for (int l = 0; l < _network.Hidden; l++)
        {
            int inputs = l == 0 ? Inputs : _liveCount[l - 1];
            double* coefficients = _trace[l].Row(row), alpha = _slopes[l].Row(AlphaRow), lambda = _slopes[l].Row(LambdaRow), offset = _slopes[l].Row(OffsetRow), bias = _slopes[l].Row(BiasRow);
            for (int j = 0; j < _liveCount[l]; j++)
            {
                double z = bias[j] + Dot(_packed[l].Row(j), below, inputs), c = coefficients[j];
                above[j] = c < 0d ? (lambda[j] * z) + offset[j] : alpha[j] * z;
                if (c > 0d && offset[j] > 0d)
                {
                    gradient.Add((_network.FirstNeurons[l] + _live[l][j], c * z));
                }
            }

            (below, above) = (above, below);
        }
    }

    /// <inheritdoc/>
    public override void SetLowerSlope(BoxBounds box, int neuron, double alpha) => SetRelaxation(neuron, Relaxation.Of(box.Lower[neuron], box.Upper[neuron]) with { Alpha = alpha });

    private static double Dot(double* row, double[] values, int count)
    {
        Vector512<double> sums = default;
        int j = 0;
        for (; j + AlignedMatrix.Lanes <= count; j += AlignedMatrix.Lanes)
        {
            sums = Vector512.MultiplyAddEstimate(Vector512.Load(row + j), Vector512.Create<double>(values.AsSpan(j, AlignedMatrix.Lanes)), sums);
        }

        double sum = Vector512.Sum(sums);
        for (; j < count; j++)
        {
            sum += row[j] * values[j];
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void FixPhase(BoxBounds box, int neuron, bool active) => SetRelaxation(neuron, active ? new Relaxation(1d, 1d, 0d) : default);

    /// <inheritdoc/>
    public override void FreePhase(BoxBounds box, int neuron) => SetRelaxation(neuron, Relaxation.Of(box.Lower[neuron], box.Upper[neuron]));

    private void SetRelaxation(int neuron, Relaxation relaxation)
    {
        int layer = 0;
        while (neuron >= _network.FirstNeurons[layer + 1])
        {
            layer++;
        }

        int at = Array.BinarySearch(_live[layer], 0, _liveCount[layer], neuron - _network.FirstNeurons[layer]);
        AlignedMatrix slopes = _slopes[layer];
        (slopes.Row(AlphaRow)[at], slopes.Row(LambdaRow)[at], slopes.Row(OffsetRow)[at]) = relaxation;
    }
}
