using System.Runtime.CompilerServices;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// What a form c is at least on the points of a box that differ from x₀ in few inputs: ⟨c, x₀⟩, and for each free input the least cⱼ(xⱼ − x₀ⱼ) on the box, and of those of the undecided inputs the least ones below 0, as many as
/// the budget has left. An undecided input whose interval does not hold x₀ⱼ has changed: it is free, and takes one from what is left.
/// </summary>
internal sealed class ChangeMinimum(int inputs)
{
    private readonly double[] _losses = new double[inputs];
    private readonly double[] _sizes = new double[inputs];
    private readonly double[] _weights = new double[inputs];

    /// <summary>
    /// That bound. The k largest losses add up to at most kμ + Σ max(0, loss − μ) for every μ ≥ 0, and to just that for the k-th largest; where each loss is off by at most a factor 1 + γ₃ this sum is off by no more, taken for μ(1 + γ₃).
    /// So what is charged, besides |cⱼ| times the magnitude for ⟨c, x₀⟩, are the gains of free inputs and that sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Minimum(CheckedForm form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, ChangeBudget budget, RoundingCharge rounding)
    {
        ReadOnlySpan<double> c = form.Coefficients, magnitudes = form.Magnitudes, centerLow = budget.Center.Low, centerHigh = budget.Center.High;
        ReadOnlySpan<InputChange> decided = budget.Inputs;
        double sum = form.Constant, charges = form.Charges;
        int left = budget.Left, count = 0;
        for (int j = 0; j < c.Length; j++)
        {
            sum += c[j] * (c[j] >= 0d ? centerLow[j] : centerHigh[j]);
            charges += Math.Abs(c[j]) * magnitudes[j];
            if (decided[j] == InputChange.Kept)
            {
                continue;
            }

            double gain = c[j] * (c[j] >= 0d ? low[j] - centerHigh[j] : high[j] - centerLow[j]);
            bool changed = low[j] > centerLow[j] || high[j] < centerHigh[j];
            if (changed || decided[j] == InputChange.Free)
            {
                sum += gain;
                charges += Math.Abs(gain);
                left -= decided[j] == InputChange.Free ? 0 : 1;
            }
            else
            {
                _losses[count++] = -gain;
            }
        }

        double lost = Largest(count, Math.Min(left, count));
        return rounding.Below(sum - lost, charges + lost);
    }

    /// <summary>At least the sum of the largest losses above 0, as many as are given, but for rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Largest(int count, int taken)
    {
        if (taken <= 0)
        {
            return 0d;
        }

        ReadOnlySpan<double> losses = _losses.AsSpan(0, count);
        losses.CopyTo(_sizes);
        _weights.AsSpan(0, count).Fill(1d);
        double level = Math.Max(0d, Threshold.Of(_sizes.AsSpan(0, count), _weights.AsSpan(0, count), taken)), sum = taken * level;
        foreach (double loss in losses)
        {
            sum += Math.Max(0d, loss - level);
        }

        return sum;
    }
}
