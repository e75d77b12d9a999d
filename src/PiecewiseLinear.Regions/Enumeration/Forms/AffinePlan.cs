using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>An affine node laid out for composing forms: dense matrices by columns, padded to whole vectors.</summary>
internal sealed class AffinePlan
{
    public AffinePlan(AffineNode node)
    {
        Node = node;
        Stride = FormPlan.Padded(node.Width);
        Transposed = [.. node.Terms.Select(term => term.Operator is DenseOperator dense ? Transpose(dense, Stride) : null)];
        Operations = 8 + (2 * node.Terms.Sum(static term => WidestRow(term.Operator) + 1));
        Gamma = RoundingBounds.Gamma(Operations);
    }

    /// <summary>The node.</summary>
    public AffineNode Node { get; }

    /// <summary>The padded width.</summary>
    public int Stride { get; }

    /// <summary>For dense terms the matrix by columns: entry (i, j) at j · Stride + i.</summary>
    public ImmutableArray<double[]?> Transposed { get; }

    /// <summary>A bound n on the rounded operations of one coefficient.</summary>
    public int Operations { get; }

    /// <summary>At least n·u / (1 − n·u): the relative error of a sum of products of n operations (Higham, §3.1).</summary>
    public double Gamma { get; }

    private static double[] Transpose(DenseOperator dense, int stride)
    {
        double[] columns = new double[dense.Columns * stride];
        for (int i = 0; i < dense.Rows; i++)
        {
            for (int j = 0; j < dense.Columns; j++)
            {
                columns[(j * stride) + i] = dense.Weights[(i * dense.Columns) + j];
            }
        }

        return columns;
    }

    private static int WidestRow(LinearOperator matrix)
        => matrix switch
        {
            DenseOperator dense => dense.Columns,
            SparseOperator sparse => Enumerable.Range(0, sparse.Rows).Max(i => sparse.RowStarts[i + 1] - sparse.RowStarts[i]),
            _ => 1,
        };
}
