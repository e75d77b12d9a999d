using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Conv over one or two spatial axes as a sparse matrix: strides, padding, dilation and groups are all in its pattern of nonzeros.</summary>
internal sealed class ConvLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Conv"];

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
        if (group < 1 || kernel[0] % group != 0 || channels != (long)kernel[1] * group)
        {
            throw new RefusalException($"{channels} input channels in {group} groups do not fit a kernel of shape {kernel}");
        }

        WindowAxis[] axes = WindowAxis.Read(node.Attributes, input.Shape, kernel);
        WindowAxis rows = spatial == 2 ? axes[0] : WindowAxis.Single;
        WindowAxis columns = axes[^1];
        TensorShape shape = TensorShape.Of([input.Shape[0], kernel[0], .. axes.Select(static axis => axis.Outputs)]);
        int width = shape.Count;
        node.Work.Spend(width, 1L + kernel.CountOf(1, kernel.Rank));
        OperatorBuilder matrix = new(input.Expression.Width);
        for (int image = 0; image < input.Shape[0]; image++)
        {
            for (int map = 0; map < kernel[0]; map++)
            {
                int firstChannel = (image * channels) + (map / (kernel[0] / group) * kernel[1]);
                AddRows(matrix, rows, columns, firstChannel, kernel[1], weights.AsSpan(map * kernel.CountOf(1, kernel.Rank)));
            }
        }

        LinearOperator convolution = matrix.Build();
        node.Note($"lowered to a matrix of {width} × {input.Expression.Width} with {matrix.Nonzeros} nonzeros");
        AffineExpression value = node.Algebra.Apply(convolution, input.Expression);
        return new FlowValue(shape, node.Optional(2) is null ? value : node.Algebra.Plus(value, Bias(node, shape)));
    }

    /// <summary>The rows of one output map; columns ascend since channels, kernel rows and kernel columns do.</summary>
    private static void AddRows(OperatorBuilder matrix, WindowAxis rows, WindowAxis columns, int firstChannel, int channels, ReadOnlySpan<double> kernel)
    {
        for (int y = 0; y < rows.Outputs; y++)
        {
            for (int x = 0; x < columns.Outputs; x++)
            {
                int k = 0;
                for (int c = 0; c < channels; c++)
                {
                    for (int i = 0; i < rows.Kernel; i++)
                    {
                        for (int j = 0; j < columns.Kernel; j++, k++)
                        {
                            if (rows.TryInput(y, i, out int row) && columns.TryInput(x, j, out int column))
                            {
                                matrix.Add(((((firstChannel + c) * rows.Inputs) + row) * columns.Inputs) + column, kernel[k]);
                            }
                        }
                    }
                }

                matrix.EndRow();
            }
        }
    }

    /// <summary>The bias of input 2 for every element of the output.</summary>
    public static double[] Bias(NodeContext node, TensorShape shape)
    {
        (TensorShape found, double[] bias) = node.Floats(2, "the bias");
        if (found.Rank != 1 || found[0] != shape[1])
        {
            throw new RefusalException($"the bias has the shape {found}; expected [{shape[1]}], a number an output channel");
        }

        int inner = shape.CountOf(2, shape.Rank);
        node.Work.Spend(2, shape.Count);
        return [.. Enumerable.Range(0, shape.Count).Select(e => bias[e / inner % bias.Length])];
    }
}
