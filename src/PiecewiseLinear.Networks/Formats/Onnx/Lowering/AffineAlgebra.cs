using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>
/// Arithmetic on expressions that never rounds: constants and factors are fused into an expression where every resulting double is exact;
/// otherwise the expression becomes a node, and the operation an affine node after it.
/// </summary>
/// <param name="graph">The network under construction.</param>
/// <param name="name">The tensor at hand, the name of nodes that become necessary.</param>
internal sealed class AffineAlgebra(LoweringGraph graph, string name)
{
    /// <summary>W·v.</summary>
    public AffineExpression Apply(LinearOperator matrix, AffineExpression value)
        => new([new AffineTerm(graph.Materialize(value, name), matrix)], ImmutableCollectionsMarshal.AsImmutableArray(new double[matrix.Rows]));

    /// <summary>v + c.</summary>
    public AffineExpression Plus(AffineExpression value, ReadOnlySpan<double> constant)
    {
        graph.Work.Spend(2, value.Width);
        return ExactProducts.TryAdd(value.Bias.AsSpan(), constant, out double[] bias)
            ? value with { Bias = ImmutableCollectionsMarshal.AsImmutableArray(bias) }
            : AsNode(value) with { Bias = [.. constant] };
    }

    /// <summary>v + w, such as a residual connection.</summary>
    public AffineExpression Plus(AffineExpression left, AffineExpression right)
    {
        graph.Work.Spend(WorkBudget.StepsPerNode + (2L * left.Width) + left.Terms.Length + right.Terms.Length);
        if (!ExactProducts.TryAdd(left.Bias.AsSpan(), right.Bias.AsSpan(), out double[] bias))
        {
            left = AsNode(left);
            bias = [.. right.Bias];
        }

        return new AffineExpression([.. left.Terms, .. right.Terms], ImmutableCollectionsMarshal.AsImmutableArray(bias));
    }

    /// <summary>Every component times its factor.</summary>
    public AffineExpression Times(AffineExpression value, double[] factors)
    {
        graph.Work.Spend(4, value.Width);
        graph.Work.Spend(2, value.Terms.Sum(static term => (long)OperatorRows.Weights(term.Operator).Length + term.Operator.Rows));
        if (factors.AsSpan().IndexOfAnyExcept(1d) < 0)
        {
            return value;
        }

        if (ExactProducts.TryMultiply(value.Bias.AsSpan(), factors, out double[] bias))
        {
            ImmutableArray<AffineTerm>.Builder terms = ImmutableArray.CreateBuilder<AffineTerm>(value.Terms.Length);
            foreach (AffineTerm term in value.Terms)
            {
                if (!TryScaleRows(term.Operator, factors, out LinearOperator? scaled))
                {
                    break;
                }

                terms.Add(term with { Operator = scaled });
            }

            if (terms.Count == value.Terms.Length)
            {
                return new AffineExpression(terms.MoveToImmutable(), ImmutableCollectionsMarshal.AsImmutableArray(bias));
            }
        }

        return Apply(new DiagonalOperator([.. factors]), value);
    }

    /// <summary>The components with the given indices in turn, repetitions allowed.</summary>
    public AffineExpression Select(AffineExpression value, int[] indices) => Select([value], Array.ConvertAll(indices, static index => new Pick(0, index)));

    /// <summary>Components of several expressions in turn: transposition, concatenation, slices, padding, broadcasting.</summary>
    public AffineExpression Select(AffineExpression[] values, Pick[] picks)
    {
        if (values is [var all] && ComponentSelection.IsIdentity(all.Width, picks))
        {
            return all;
        }

        graph.Work.Spend(values.Sum(static value => WorkBudget.StepsPerNode + value.Terms.Sum(static term => (long)term.Operator.Rows)));
        return ComponentSelection.Of(Array.ConvertAll(values, value => ComponentSelection.IsCheap(value) ? value : AsNode(value)), picks, graph.Work);
    }

    private AffineExpression AsNode(AffineExpression value) => graph.AsNode(value, name);

    private static bool TryScaleRows(LinearOperator matrix, double[] factors, out LinearOperator scaled)
    {
        scaled = matrix;
        switch (matrix)
        {
            case IdentityOperator:
                scaled = new DiagonalOperator([.. factors]);
                return true;
            case DiagonalOperator diagonal:
                bool exact = ExactProducts.TryMultiply(diagonal.Diagonal.AsSpan(), factors, out double[] product);
                scaled = new DiagonalOperator(ImmutableCollectionsMarshal.AsImmutableArray(product));
                return exact;
            case DenseOperator dense:
                double[] weights = [.. dense.Weights];
                scaled = dense;
                for (int k = 0; k < weights.Length; k++)
                {
                    if (!ExactProducts.TryMultiply(weights[k], factors[k / dense.Columns], out weights[k]))
                    {
                        return false;
                    }
                }

                scaled = dense with { Weights = ImmutableCollectionsMarshal.AsImmutableArray(weights) };
                return true;
            case SparseOperator sparse:
                double[] values = [.. sparse.Weights];
                for (int i = 0; i < sparse.Rows; i++)
                {
                    for (int k = sparse.RowStarts[i]; k < sparse.RowStarts[i + 1]; k++)
                    {
                        if (!ExactProducts.TryMultiply(values[k], factors[i], out values[k]))
                        {
                            return false;
                        }
                    }
                }

                scaled = sparse with { Weights = ImmutableCollectionsMarshal.AsImmutableArray(values) };
                return true;
            default:
                return false;
        }
    }
}
