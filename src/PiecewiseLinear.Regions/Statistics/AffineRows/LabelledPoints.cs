using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Points with their true classes.</summary>
/// <param name="Points">The points, one rational an input.</param>
/// <param name="Labels">The class of each point.</param>
public sealed record LabelledPoints(ImmutableArray<ImmutableArray<Rational>> Points, ImmutableArray<int> Labels)
{
    /// <summary>
    /// How many points get their class from the given rows: the output k is ⟨aₖ, x⟩ + bₖ in doubles, the largest decides (one output: its sign). Descriptive, as the rows are.
    /// </summary>
    internal int Correct(int outputs, Func<int, int, ReadOnlyMemory<double>> row)
    {
        int correct = 0;
        for (int p = 0; p < Points.Length; p++)
        {
            double[] x = [.. Points[p].Select(static value => value.ToDoubleApproximate()), 1];
            int best = 0;
            double most = double.NegativeInfinity;
            for (int k = 0; k < outputs; k++)
            {
                double value = VectorAngles.Dot(row(p, k).Span, x);
                (best, most) = value > most ? (k, value) : (best, most);
            }

            correct += (outputs == 1 ? most > 0 ? 1 : 0 : best) == Labels[p] ? 1 : 0;
        }

        return correct;
    }
}
