using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>The product of two stacks of matrices of which one is constant, as one matrix on the flattened other.</summary>
internal static class MatrixProduct
{
    /// <summary>The product with the shape [batch…, rows, columns].</summary>
    public static FlowValue Lower(NodeContext node, MatrixOperand left, MatrixOperand right)
    {
        if (left.Columns != right.Rows)
        {
            throw new RefusalException($"it multiplies {left.Rows}×{left.Columns} by {right.Rows}×{right.Columns} matrices; expected as many rows on the right as columns on the left");
        }

        TensorShape batch = TensorShape.Broadcast(left.Batch, right.Batch);
        TensorShape shape = TensorShape.Of([.. batch.Dimensions, left.Rows, right.Columns]);
        node.Work.Spend(shape.Count, 1L + left.Columns);
        int[] leftBatch = left.Batch.BroadcastIndices(batch, node.Work);
        int[] rightBatch = right.Batch.BroadcastIndices(batch, node.Work);
        (FlowValue moving, double[] weights, bool movesLeft) = Operands(left, right);
        OperatorBuilder matrix = new(moving.Expression.Width);
        for (int b = 0; b < leftBatch.Length; b++)
        {
            for (int i = 0; i < left.Rows; i++)
            {
                for (int j = 0; j < right.Columns; j++)
                {
                    for (int k = 0; k < left.Columns; k++)
                    {
                        int l = left.IndexOf(leftBatch[b], i, k);
                        int r = right.IndexOf(rightBatch[b], k, j);
                        matrix.Add(movesLeft ? l : r, weights[movesLeft ? r : l]);
                    }

                    matrix.EndRow();
                }
            }
        }

        return new FlowValue(shape, node.Algebra.Apply(matrix.Build(), moving.Expression));
    }

    private static (FlowValue Moving, double[] Weights, bool MovesLeft) Operands(MatrixOperand left, MatrixOperand right)
        => (left.Value, right.Value) switch
        {
            (_, ConstantValue { Tensor.Floats: { } weights }) => (NodeContext.AsFlow(left.Value), weights, true),
            (ConstantValue { Tensor.Floats: { } weights }, _) => (NodeContext.AsFlow(right.Value), weights, false),
            (FlowValue, FlowValue) => throw new RefusalException(
                "it multiplies two tensors that both depend on the input, which is not piecewise linear; expected a constant on one side"),
            _ => throw new RefusalException("it multiplies integers; expected floats"),
        };
}
