using System.Numerics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Networks;

/// <summary>The enclosure of an affine node from those of its sources; the bound is derived at <see cref="DoubleEvaluator"/>.</summary>
internal static class AffineEnclosure
{
    private const double UnitRoundoff = 1.1102230246251565e-16;
    private static readonly double Underflow = Math.ScaleB(1d, -1070);

    public static EnclosedVector Of(AffineNode node, EnclosedVector[] sources)
    {
        if (IsCopy(node) && node.Divisor == 1)
        {
            return sources[node.Terms[0].Source];
        }

        int operations = 4 + (2 * node.Terms.Sum(static term => WidestRow(term.Operator) + 1));
        double gamma = operations * UnitRoundoff * (1d + (2d * operations * UnitRoundoff));
        double[][] spreads = [.. node.Terms.Select(term => Spread(sources[term.Source], gamma))];
        double[] values = new double[node.Width];
        double[] errors = new double[node.Width];
        for (int i = 0; i < values.Length; i++)
        {
            double value = node.Bias[i];
            double error = Math.Abs(value) * gamma;
            for (int k = 0; k < spreads.Length; k++)
            {
                (double sum, double spread) = Row(node.Terms[k].Operator, i, sources[node.Terms[k].Source].Values, spreads[k]);
                value += sum;
                error += spread;
            }

            error = (error * (1d + (((4d * operations) + 16d) * UnitRoundoff))) + (operations * Underflow);
            if (node.Divisor != 1)
            {
                value /= node.Divisor;
                error = ((error / node.Divisor) + (Math.Abs(value) * UnitRoundoff)) * (1d + (8d * UnitRoundoff)) + Underflow;
            }

            (values[i], errors[i]) = double.IsFinite(value) && double.IsFinite(error) ? (value, error) : (0d, double.PositiveInfinity);
        }

        return new EnclosedVector(values, errors);
    }

    /// <summary>γ|v̂ⱼ| + eⱼ for each component of a source; one 2⁻¹⁰⁷⁴ more where it is not zero, against underflow of γ|v̂ⱼ| before a large weight.</summary>
    private static double[] Spread(EnclosedVector source, double gamma)
    {
        double[] spread = new double[source.Count];
        for (int j = 0; j < spread.Length; j++)
        {
            double magnitude = Math.Abs(source.Values[j]);
            spread[j] = (magnitude * gamma) + source.Errors[j] + (magnitude > 0d ? double.Epsilon : 0d);
        }

        return spread;
    }

    /// <summary>The number of products of the longest row.</summary>
    private static int WidestRow(LinearOperator matrix)
    {
        switch (matrix)
        {
            case DenseOperator dense:
                return dense.Columns;
            case SparseOperator sparse:
                int widest = 0;
                for (int i = 0; i < sparse.Rows; i++)
                {
                    widest = Math.Max(widest, sparse.RowStarts[i + 1] - sparse.RowStarts[i]);
                }

                return widest;
            default:
                return 1;
        }
    }

    /// <summary>Whether a node copies another: no arithmetic, no rounding.</summary>
    private static bool IsCopy(AffineNode node) => node.Terms is [{ Operator: IdentityOperator }] && node.Bias.AsSpan().IndexOfAnyExcept(0d) < 0;

    private static (double Sum, double Spread) Row(LinearOperator matrix, int row, ReadOnlySpan<double> values, ReadOnlySpan<double> spreads)
    {
        switch (matrix)
        {
            case IdentityOperator:
                return (values[row], spreads[row]);
            case DiagonalOperator diagonal:
                return (diagonal.Diagonal[row] * values[row], Math.Abs(diagonal.Diagonal[row]) * spreads[row]);
            case DenseOperator dense:
                return Dot(dense.Weights.AsSpan().Slice(row * dense.Columns, dense.Columns), values, spreads);
            case SparseOperator sparse:
                double sum = 0d, spread = 0d;
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    sum += sparse.Weights[k] * values[sparse.ColumnIndices[k]];
                    spread += Math.Abs(sparse.Weights[k]) * spreads[sparse.ColumnIndices[k]];
                }

                return (sum, spread);
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    private static (double Sum, double Spread) Dot(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, ReadOnlySpan<double> spreads)
    {
        Vector<double> sums = Vector<double>.Zero, bounds = Vector<double>.Zero;
        ReadOnlySpan<Vector<double>> w = MemoryMarshal.Cast<double, Vector<double>>(weights);
        ReadOnlySpan<Vector<double>> v = MemoryMarshal.Cast<double, Vector<double>>(values);
        ReadOnlySpan<Vector<double>> s = MemoryMarshal.Cast<double, Vector<double>>(spreads);
        for (int k = 0; k < w.Length; k++)
        {
            sums += w[k] * v[k];
            bounds += Vector.Abs(w[k]) * s[k];
        }

        double sum = Vector.Sum(sums), spread = Vector.Sum(bounds);
        for (int j = w.Length * Vector<double>.Count; j < weights.Length; j++)
        {
            sum += weights[j] * values[j];
            spread += Math.Abs(weights[j]) * spreads[j];
        }

        return (sum, spread);
    }
}
