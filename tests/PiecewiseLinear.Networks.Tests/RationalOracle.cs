using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Tests;

/// <summary>The definition of a network's value, written as plainly as possible: the oracle for everything faster.</summary>
internal static class RationalOracle
{
    public static (Rational[] Output, List<Rational[]> PreActivations) Evaluate(ReluNetwork network, IReadOnlyList<Rational> point)
    {
        List<Rational[]> values = [];
        List<Rational[]> hidden = [];
        foreach (NetworkNode node in network.Nodes)
        {
            switch (node)
            {
                case AffineNode affine:
                    Rational[] sums = [.. affine.Bias.Select(Rational.FromDouble)];
                    foreach (AffineTerm term in affine.Terms)
                    {
                        double[][] matrix = Matrix(term.Operator);
                        for (int i = 0; i < sums.Length; i++)
                        {
                            for (int j = 0; j < matrix[i].Length; j++)
                            {
                                sums[i] += Rational.FromDouble(matrix[i][j]) * values[term.Source][j];
                            }
                        }
                    }

                    values.Add([.. sums.Select(sum => sum / affine.Divisor)]);
                    break;
                case ReluNode relu:
                    hidden.Add(values[relu.Source]);
                    values.Add([.. values[relu.Source].Select(z => Rational.Max(z, Rational.Zero))]);
                    break;
                default:
                    values.Add([.. point]);
                    break;
            }
        }

        return (values[network.OutputNode], hidden);
    }

    public static double[][] Matrix(LinearOperator matrix)
    {
        double[][] rows = [.. Enumerable.Range(0, matrix.Rows).Select(_ => new double[matrix.Columns])];
        for (int i = 0; i < matrix.Rows; i++)
        {
            switch (matrix)
            {
                case IdentityOperator:
                    rows[i][i] = 1;
                    break;
                case DiagonalOperator diagonal:
                    rows[i][i] = diagonal.Diagonal[i];
                    break;
                case DenseOperator dense:
                    dense.Weights.AsSpan(i * dense.Columns, dense.Columns).CopyTo(rows[i]);
                    break;
                case SparseOperator sparse:
                    for (int k = sparse.RowStarts[i]; k < sparse.RowStarts[i + 1]; k++)
                    {
                        rows[i][sparse.ColumnIndices[k]] = sparse.Weights[k];
                    }

                    break;
            }
        }

        return rows;
    }
}
