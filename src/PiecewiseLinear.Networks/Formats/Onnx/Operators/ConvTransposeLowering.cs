using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>ConvTranspose over one or two spatial axes: the transpose of a convolution's matrix, as a sparse matrix.</summary>
internal sealed class ConvTransposeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["ConvTranspose"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(2, 3);
        FlowValue input = node.Flow(0);
        (TensorShape kernel, double[] weights) = node.Floats(1, "the kernel");
        int spatial = input.Shape.Rank - 2;
        if (spatial is not (1 or 2) || kernel.Rank != input.Shape.Rank)
        {
            throw new RefusalException(
                $"its input has the shape {input.Shape} and its kernel {kernel}; expected [batch, channels, length] or [batch, channels, height, width] for both");
        }

        int group = checked((int)node.Attributes.Integer("group", 1));
        int channels = input.Shape[1];
        if (group < 1 || channels % group != 0 || kernel[0] != channels)
        {
            throw new RefusalException($"{channels} input channels in {group} groups do not fit a kernel of shape {kernel}");
        }

        TransposedAxis[] axes = TransposedAxis.Read(node.Attributes, input.Shape, kernel);
        TransposedAxis rows = spatial == 2 ? axes[0] : TransposedAxis.Single;
        TransposedAxis columns = axes[^1];
        TensorShape shape = TensorShape.Of([input.Shape[0], checked(kernel[1] * group), .. axes.Select(static axis => axis.Outputs)]);
        node.Work.Spend(shape.Count, 1 + ((long)channels / group * kernel.CountOf(2, kernel.Rank)));
        OperatorBuilder matrix = new(input.Expression.Width);
        for (int map = 0; map < input.Shape[0] * shape[1]; map++)
        {
            int image = map / shape[1], output = map % shape[1];
            int firstChannel = output / kernel[1] * (channels / group);
            AddRows(matrix, rows, columns, (image * channels, firstChannel, channels / group), (weights, kernel[1], output % kernel[1]));
        }

        AffineExpression value = node.Algebra.Apply(matrix.Build(), input.Expression);
        node.Note($"lowered to a matrix of {shape.Count} × {input.Expression.Width} with {matrix.Nonzeros} nonzeros");
        return new FlowValue(shape, node.Optional(2) is null ? value : node.Algebra.Plus(value, ConvLowering.Bias(node, shape)));
    }

    /// <summary>The rows of one output map; columns ascend: taps are visited from the last to the first.</summary>
    private static void AddRows(
        OperatorBuilder matrix, TransposedAxis rows, TransposedAxis columns, (int Offset, int First, int Count) channels, (double[] Weights, int Maps, int Map) kernel)
    {
        for (int y = 0; y < rows.Outputs; y++)
        {
            for (int x = 0; x < columns.Outputs; x++)
            {
                for (int c = channels.First; c < channels.First + channels.Count; c++)
                {
                    for (int i = rows.Kernel - 1; i >= 0; i--)
                    {
                        for (int j = columns.Kernel - 1; j >= 0; j--)
                        {
                            if (rows.TryInput(y, i, out int row) && columns.TryInput(x, j, out int column))
                            {
                                int tap = (((((c * kernel.Maps) + kernel.Map) * rows.Kernel) + i) * columns.Kernel) + j;
                                matrix.Add(((((channels.Offset + c) * rows.Inputs) + row) * columns.Inputs) + column, kernel.Weights[tap]);
                            }
                        }
                    }
                }

                matrix.EndRow();
            }
        }
    }
}
