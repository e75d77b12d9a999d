using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Points with their true classes.</summary>
/// <param name="Points">The points, one rational an input.</param>
/// <param name="Labels">The class of each point.</param>
public sealed record LabelledPoints(ImmutableArray<ImmutableArray<Rational>> Points, ImmutableArray<int> Labels)
{
    /// <summary>
    /// How many points get their class from the given rows: the output k is ⟨aₖ, x⟩ + bₖ in doubles, the largest decides (one output: its sign), a tie is no class. Descriptive, as the rows are.
    /// </summary>
    internal int Correct(int outputs, Func<int, int, ReadOnlyMemory<double>> row)
    {
        int correct = 0;
        for (int p = 0; p < Points.Length; p++)
        {
            double[] x = [.. Points[p].Select(static value => value.ToDoubleApproximate()), 1];
            double[] values = [.. Enumerable.Range(0, outputs).Select(k => ApproximateVector.Dot(row(p, k).Span, x))];
            correct += Decide(values) == Labels[p] ? 1 : 0;
        }

        return correct;
    }

    /// <summary>The label that wins, or null for a tie.</summary>
    private static int? Decide(double[] values)
    {
        if (values.Length == 1)
        {
            return values[0] > 0 ? 1 : values[0] < 0 ? 0 : null;
        }

        double most = values.Max();
        int first = Array.IndexOf(values, most);
        return Array.LastIndexOf(values, most) == first ? first : null;
    }
}
