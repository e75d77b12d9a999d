using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The network's decisions at many points, exact: enclosures in doubles decide where they can, exact evaluation elsewhere.</summary>
public static class PointDecisions
{
    /// <summary>
    /// For each point the label that wins there (the index of the largest output; with one output 1 where it is positive, 0 where it is negative), or null for a tie.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="points">The points, one rational an input.</param>
    /// <param name="threads">How many threads may work, at least 1.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public static ImmutableArray<int?> Find(
        ReluNetwork network, IReadOnlyList<ImmutableArray<Rational>> points, int threads, CancellationToken cancellationToken)
    {
        int?[] decisions = new int?[points.Count];
        Parallel.For(0, decisions.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, p =>
        {
            EnclosedVector output = DoubleEvaluator.Evaluate(network, points[p]).Output;
            decisions[p] = TryDecide(output, out int label) ? label : Decide([.. ExactEvaluator.Evaluate(network, points[p])]);
        });
        return ImmutableCollectionsMarshal.AsImmutableArray(decisions);
    }

    /// <summary>The winner of exact outputs.</summary>
    internal static int? Decide(Rational[] output)
    {
        if (output.Length == 1)
        {
            return output[0].Sign switch { 0 => null, > 0 => 1, _ => 0 };
        }

        Rational best = output.Max();
        int first = Array.IndexOf(output, best);
        return Array.LastIndexOf(output, best) == first ? first : null;
    }

    private static bool TryDecide(EnclosedVector output, out int label)
    {
        ReadOnlySpan<double> values = output.Values, errors = output.Errors;
        label = 0;
        if (values.Length == 1)
        {
            label = values[0] > 0 ? 1 : 0;
            return Math.Abs(values[0]) > errors[0];
        }

        for (int i = 1; i < values.Length; i++)
        {
            label = values[i] > values[label] ? i : label;
        }

        // Rounded toward the tie: the difference of two doubles loses at most one unit in the last place.
        for (int i = 0; i < values.Length; i++)
        {
            if (i != label && !(Math.BitDecrement(values[label] - values[i]) > Math.BitIncrement(errors[label] + errors[i])))
            {
                return false;
            }
        }

        return true;
    }
}
