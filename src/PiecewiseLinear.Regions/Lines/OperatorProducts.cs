using System.Numerics;
using System.Runtime.InteropServices;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Products of one row of a matrix with three vectors at once: slopes, constants, and (with the magnitudes of the row) spreads.</summary>
internal static class OperatorProducts
{
    public static FormSums Row(LinearOperator matrix, int row, double[] slopes, double[] constants, double[] spreads)
    {
        switch (matrix)
        {
            case IdentityOperator:
                return new FormSums(slopes[row], constants[row], spreads[row]);
            case DiagonalOperator diagonal:
                double factor = diagonal.Diagonal[row];
                return new FormSums(factor * slopes[row], factor * constants[row], Math.Abs(factor) * spreads[row]);
            case DenseOperator dense:
                return Dense(dense.Weights.AsSpan().Slice(row * dense.Columns, dense.Columns), slopes, constants, spreads);
            case SparseOperator sparse:
                return Sparse(sparse, row, slopes, constants, spreads);
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    private static FormSums Sparse(SparseOperator sparse, int row, double[] slopes, double[] constants, double[] spreads)
    {
        double slope = 0d, constant = 0d, spread = 0d;
        int end = sparse.RowStarts[row + 1];
        for (int k = sparse.RowStarts[row]; k < end; k++)
        {
            double weight = sparse.Weights[k];
            int j = sparse.ColumnIndices[k];
            slope += weight * slopes[j];
            constant += weight * constants[j];
            spread += Math.Abs(weight) * spreads[j];
        }

        return new FormSums(slope, constant, spread);
    }

    private static FormSums Dense(ReadOnlySpan<double> weights, ReadOnlySpan<double> slopes, ReadOnlySpan<double> constants, ReadOnlySpan<double> spreads)
    {
        Vector<double> slope = Vector<double>.Zero, constant = Vector<double>.Zero, spread = Vector<double>.Zero;
        ReadOnlySpan<Vector<double>> w = MemoryMarshal.Cast<double, Vector<double>>(weights);
        ReadOnlySpan<Vector<double>> p = MemoryMarshal.Cast<double, Vector<double>>(slopes);
        ReadOnlySpan<Vector<double>> q = MemoryMarshal.Cast<double, Vector<double>>(constants);
        ReadOnlySpan<Vector<double>> s = MemoryMarshal.Cast<double, Vector<double>>(spreads);
        for (int k = 0; k < w.Length; k++)
        {
            slope += w[k] * p[k];
            constant += w[k] * q[k];
            spread += Vector.Abs(w[k]) * s[k];
        }

        FormSums sums = new(Vector.Sum(slope), Vector.Sum(constant), Vector.Sum(spread));
        for (int j = w.Length * Vector<double>.Count; j < weights.Length; j++)
        {
            sums += new FormSums(weights[j] * slopes[j], weights[j] * constants[j], Math.Abs(weights[j]) * spreads[j]);
        }

        return sums;
    }
}
