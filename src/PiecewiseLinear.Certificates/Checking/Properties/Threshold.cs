namespace PiecewiseLinear.Certificates;

/// <summary>The size at which, going down from the largest, the weights first add up to a limit: the best multiplier of a budget (a fractional knapsack's critical item).</summary>
internal static class Threshold
{
    /// <summary>That size, or 0 where all weights add up to less; both lists are reordered. By quickselect, so in linear time on average. What comes from rounding or from numbers that are none is still a number that callers may use: no bound rests on it.</summary>
    public static double Of(Span<double> sizes, Span<double> weights, double limit)
    {
        int from = 0, to = sizes.Length;
        while (from < to)
        {
            double pivot = Median(sizes[from], sizes[from + ((to - from) / 2)], sizes[to - 1]), larger = 0d, equal = 0d;
            int first = from, last = to;
            for (int k = from; k < last;)
            {
                if (sizes[k] > pivot)
                {
                    larger += weights[k];
                    Swap(sizes, weights, first++, k++);
                }
                else if (sizes[k] < pivot)
                {
                    Swap(sizes, weights, k, --last);
                }
                else
                {
                    equal += weights[k++];
                }
            }

            if (larger >= limit && first > from)
            {
                to = first;
            }
            else if (larger + equal >= limit)
            {
                return pivot;
            }
            else if (last == from)
            {
                // Every size is below the pivot: it is no number.
                return 0d;
            }
            else
            {
                limit -= larger + equal;
                from = last;
            }
        }

        return 0d;
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static void Swap(Span<double> sizes, Span<double> weights, int i, int j)
    {
        (sizes[i], sizes[j]) = (sizes[j], sizes[i]);
        (weights[i], weights[j]) = (weights[j], weights[i]);
    }
}
