using System.Numerics;
using System.Runtime.CompilerServices;

namespace PiecewiseLinear.Certificates;

/// <summary>The size at which, going down from the largest, the weights first add up to a limit: the best multiplier of a budget (a fractional knapsack's critical item).</summary>
internal static class Threshold
{
    private const int Few = 16;
    private const int Halvings = 5;

    /// <summary>
    /// That size, or 0 where all weights add up to less; both lists are reordered. The range of sizes is halved a few times, then it is selected from what is left: linear time on average. What comes of rounding, or of numbers that are none,
    /// is still a number that callers may use: no bound rests on it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(Span<double> sizes, Span<double> weights, double limit)
    {
        if (sizes.Length <= Few)
        {
            return Select(sizes, weights, limit);
        }

        double below = 0d, above = 0d, larger = 0d;
        foreach (double size in sizes)
        {
            above = Math.Max(above, size);
        }

        for (int k = 0; k < Halvings; k++)
        {
            double middle = (below + above) / 2d, sum = WeightAbove(sizes, weights, middle);
            (below, above, larger) = sum >= limit ? (middle, above, larger) : (below, middle, sum);
        }

        int count = 0;
        for (int j = 0; j < sizes.Length; j++)
        {
            if (sizes[j] > below && sizes[j] <= above)
            {
                (sizes[count], weights[count]) = (sizes[j], weights[j]);
                count++;
            }
        }

        // Where they add up to the limit but for rounding, there is nothing between the last of them and what is below.
        return Math.Max(below, Select(sizes[..count], weights[..count], limit - larger));
    }

    private static double WeightAbove(ReadOnlySpan<double> sizes, ReadOnlySpan<double> weights, double level)
    {
        Vector<double> sums = default, levels = new(level);
        int j = 0;
        for (; j + Vector<double>.Count <= sizes.Length; j += Vector<double>.Count)
        {
            sums += Vector.ConditionalSelect(Vector.GreaterThan(new Vector<double>(sizes[j..]), levels), new Vector<double>(weights[j..]), Vector<double>.Zero);
        }

        double sum = Vector.Sum(sums);
        for (; j < sizes.Length; j++)
        {
            sum += sizes[j] > level ? weights[j] : 0d;
        }

        return sum;
    }

    /// <summary>Quickselect with weights. Where those that should reach the limit do not, added up in another order, it is the next size below them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Select(Span<double> sizes, Span<double> weights, double limit)
    {
        int from = 0, to = sizes.Length;
        double next = 0d;
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
                (to, next) = (first, pivot);
            }
            else if (larger + equal >= limit || last == from)
            {
                return pivot;
            }
            else
            {
                limit -= larger + equal;
                from = last;
            }
        }

        return next;
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static void Swap(Span<double> sizes, Span<double> weights, int i, int j)
    {
        (sizes[i], sizes[j]) = (sizes[j], sizes[i]);
        (weights[i], weights[j]) = (weights[j], weights[i]);
    }
}
