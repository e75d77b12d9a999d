using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>A stack of matrices: a tensor seen as matrices over its last two axes, possibly transposed.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Batch">The axes before the last two.</param>
/// <param name="Rows">The rows of each matrix, after transposition.</param>
/// <param name="Columns">The columns of each matrix, after transposition.</param>
/// <param name="Transposed">Whether the stored matrices are the transposed ones.</param>
internal sealed record MatrixOperand(GraphValue Value, TensorShape Batch, int Rows, int Columns, bool Transposed)
{
    public static MatrixOperand Of(GraphValue value, bool transposed, string role)
    {
        TensorShape shape = value.Shape;
        if (shape.Rank != 2)
        {
            throw new RefusalException($"{role} has the shape {shape}; expected a matrix");
        }

        return transposed ? new(value, TensorShape.Of(), shape[1], shape[0], true) : new(value, TensorShape.Of(), shape[0], shape[1], false);
    }

    /// <summary>The position in the tensor of an entry of matrix <paramref name="batch"/>.</summary>
    public int IndexOf(int batch, int row, int column)
        => (batch * Rows * Columns) + (Transposed ? (column * Rows) + row : (row * Columns) + column);
}
