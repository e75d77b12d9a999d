namespace PiecewiseLinear.Verification;

/// <summary>Linear lower bounds of the rows of a property.</summary>
internal sealed unsafe partial class ChainBounds
{
    /// <inheritdoc/>
    public override void BoundRows(ReadOnlySpan<CompiledRow> rows)
    {
        int last = _network.Hidden;
        AlignedMatrix weights = _network.Weights[last];
        double[] bias = _network.Biases[last], magnitudes = _magnitudes.Terms[last];
        int padded = (rows.Length + 3) / 4 * 4;
        Clear(padded);
        int columns = last == 0 ? _network.Inputs : _liveCount[last - 1];
        for (int r = 0; r < rows.Length; r++)
        {
            double* target = _rows[0] + ((nint)r * Stride);
            double constant = rows[r].Constant, charge = Math.Abs(constant);
            double[] outputs = rows[r].Outputs;
            for (int k = 0; k < outputs.Length; k++)
            {
                double c = outputs[k];
                if (c == 0d)
                {
                    continue;
                }

                double* source = weights.Row(k);
                for (int j = 0; j < columns; j++)
                {
                    target[j] += c * source[last == 0 ? j : _live[last - 1][j]];
                }

                constant += c * bias[k];
                charge += Math.Abs(c) * magnitudes[k];
            }

            (_constants[r], _charges[r]) = (constant, charge);
        }

        Carry(last - 1, padded, traced: true);
        for (int r = 0; r < rows.Length; r++)
        {
            double[] inputs = rows[r].Inputs;
            double* form = FormOf(r);
            for (int j = 0; j < inputs.Length; j++)
            {
                if (inputs[j] != 0d)
                {
                    form[j] += inputs[j];
                    _charges[r] += Math.Abs(inputs[j]) * _magnitudes.Input[j];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void AddSplitScores(int row, BoxBounds box, Span<double> scores)
    {
        for (int l = 0; l < _network.Hidden; l++)
        {
            int start = _network.FirstNeurons[l];
            double* coefficients = _trace[l].Row(row);
            for (int j = 0; j < _liveCount[l]; j++)
            {
                int n = start + _live[l][j];
                double lower = box.Lower[n], upper = box.Upper[n];
                if (lower >= 0d || _spreads[n] <= 0d)
                {
                    continue;
                }

                double c = coefficients[j];
                double gap = c < 0d ? -c * _slopes[l].Row(OffsetRow)[j] : c * Math.Min(-lower, upper) * 0.5;
                double share = gap / _spreads[n];
                double* form = _forms.Row(n);
                for (int i = 0; i < scores.Length; i++)
                {
                    scores[i] += share * form[i];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void AddNeuronScores(int row, BoxBounds box, Span<double> scores)
    {
        for (int l = 0; l < _network.Hidden; l++)
        {
            int start = _network.FirstNeurons[l];
            double* coefficients = _trace[l].Row(row), offset = _slopes[l].Row(OffsetRow);
            for (int j = 0; j < _liveCount[l]; j++)
            {
                int n = start + _live[l][j];
                double c = coefficients[j];
                if (box.Lower[n] < 0d && box.Upper[n] > 0d)
                {
                    scores[n] += c < 0d ? -c * offset[j] : c * Math.Min(-box.Lower[n], box.Upper[n]) * 0.5;
                }
            }
        }
    }
}
