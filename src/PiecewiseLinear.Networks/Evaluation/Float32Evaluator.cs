namespace PiecewiseLinear.Networks;

/// <summary>
/// A replay of a network in IEEE binary32: weights rounded to float32, nodes in order, every product, sum and quotient rounded to nearest.
/// A row is summed in ascending columns, term after term, the bias last.
/// </summary>
/// <remarks>
/// This is one faithful float32 execution, not the result of a particular runtime: those sum in other orders. It decides nothing; it says
/// whether float32 agrees with the exact answer.
/// </remarks>
public static class Float32Evaluator
{
    /// <summary>The output at a point of float32 numbers, one number an output.</summary>
    /// <exception cref="ArgumentException">The point has another length than the network has inputs.</exception>
    public static float[] Evaluate(ReluNetwork network, ReadOnlySpan<float> point)
    {
        if (point.Length != network.InputDimension)
        {
            throw new ArgumentException($"the point has {point.Length} coordinates; expected {network.InputDimension}, the inputs of the network", nameof(point));
        }

        float[][] values = new float[network.Nodes.Length][];
        values[0] = point.ToArray();
        for (int i = 1; i < values.Length; i++)
        {
            values[i] = network.Nodes[i] switch
            {
                AffineNode affine => Affine(affine, values),
                ReluNode relu => Array.ConvertAll(values[relu.Source], static value => Math.Max(value, 0f)),
                var other => throw new InvalidOperationException($"node {i} is of the unknown kind {other.GetType().Name}"),
            };
        }

        return values[network.OutputNode];
    }

    private static float[] Affine(AffineNode node, float[][] values)
    {
        float[] result = new float[node.Width];
        for (int i = 0; i < result.Length; i++)
        {
            float total = 0f;
            for (int k = 0; k < node.Terms.Length; k++)
            {
                float sum = Row(node.Terms[k].Operator, i, values[node.Terms[k].Source]);
                total = k == 0 ? sum : total + sum;
            }

            float bias = (float)node.Bias[i];
            total = node.Terms.IsEmpty ? bias : bias == 0f ? total : total + bias;
            result[i] = node.Divisor == 1 ? total : total / node.Divisor;
        }

        return result;
    }

    private static float Row(LinearOperator matrix, int row, float[] source)
    {
        float sum = 0f;
        switch (matrix)
        {
            case IdentityOperator:
                sum = source[row];
                break;
            case DiagonalOperator diagonal:
                sum = (float)diagonal.Diagonal[row] * source[row];
                break;
            case DenseOperator dense:
                ReadOnlySpan<double> weights = dense.Weights.AsSpan().Slice(row * dense.Columns, dense.Columns);
                for (int j = 0; j < weights.Length; j++)
                {
                    sum += (float)weights[j] * source[j];
                }

                break;
            case SparseOperator sparse:
                for (int k = sparse.RowStarts[row]; k < sparse.RowStarts[row + 1]; k++)
                {
                    sum += (float)sparse.Weights[k] * source[sparse.ColumnIndices[k]];
                }

                break;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }

        return sum;
    }
}
