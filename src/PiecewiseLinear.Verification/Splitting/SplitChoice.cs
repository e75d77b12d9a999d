namespace PiecewiseLinear.Verification;

/// <summary>Where a box is split.</summary>
internal static class SplitChoice
{
    private const int Bits = 6;

    /// <summary>The input with the greatest score among those that can be split; the widest where no score is positive; −1 where none can be split.</summary>
    public static int Input(BoxBounds box, ReadOnlySpan<double> scores)
    {
        int best = -1;
        double greatest = double.NegativeInfinity;
        for (int j = 0; j < scores.Length; j++)
        {
            double middle = Middle(box.Low[j], box.High[j]);
            double value = scores[j] > 0d ? scores[j] : -1d / (1d + box.High[j] - box.Low[j]);
            if (middle > box.Low[j] && middle < box.High[j] && value > greatest)
            {
                (best, greatest) = (j, value);
            }
        }

        return best;
    }

    /// <summary>A number near the middle with few bits, strictly between the ends; the lower end where there is none between.</summary>
    public static double Middle(double low, double high)
    {
        double width = high - low, middle = low + (0.5 * width);
        if (!(width > 0d))
        {
            return low;
        }

        double quantum = Math.ScaleB(1d, Math.ILogB(width) - Bits), rounded = Math.Floor((middle / quantum) + 0.5) * quantum;
        return rounded > low && rounded < high ? rounded : middle > low && middle < high ? middle : low;
    }
}
