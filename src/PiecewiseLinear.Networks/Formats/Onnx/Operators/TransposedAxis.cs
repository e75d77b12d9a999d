using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>One spatial axis of a transposed convolution: input i reaches output i·stride + k·dilation − before.</summary>
internal readonly record struct TransposedAxis(int Inputs, int Kernel, int Stride, int Dilation, int Before, int Outputs)
{
    /// <summary>An axis of one element with a window of one.</summary>
    public static TransposedAxis Single => new(1, 1, 1, 1, 0, 1);

    /// <summary>The input element that reaches an output through element <paramref name="k"/> of the kernel, if one does.</summary>
    public bool TryInput(int output, int k, out int input)
    {
        int place = output + Before - (k * Dilation);
        input = place / Stride;
        return place >= 0 && place % Stride == 0 && input < Inputs;
    }

    /// <summary>The axes that the attributes strides, pads, auto_pad, dilations, output_padding, output_shape and kernel_shape describe.</summary>
    public static TransposedAxis[] Read(NodeAttributes attributes, TensorShape input, TensorShape kernel)
    {
        int count = input.Rank - 2;
        long[] strides = WindowAxis.PerAxis(attributes, "strides", count, least: 1, otherwise: 1);
        long[] dilations = WindowAxis.PerAxis(attributes, "dilations", count, least: 1, otherwise: 1);
        long[] pads = WindowAxis.PerAxis(attributes, "pads", 2 * count, least: 0, otherwise: 0);
        long[] extra = WindowAxis.PerAxis(attributes, "output_padding", count, least: 0, otherwise: 0);
        string auto = attributes.Text("auto_pad") ?? "NOTSET";
        if (attributes.Integers("kernel_shape") is { } stated && !stated.SequenceEqual(kernel.Dimensions.Skip(2).Select(static size => (long)size)))
        {
            throw new RefusalException($"kernel_shape is [{string.Join(",", stated)}]; expected the last sizes of the kernel {kernel}");
        }

        if (attributes.Has("output_shape") || auto is not ("NOTSET" or "VALID"))
        {
            throw new RefusalException("its padding is given by output_shape or auto_pad, on which runtimes disagree; expected explicit pads");
        }

        TransposedAxis[] axes = new TransposedAxis[count];
        for (int a = 0; a < count; a++)
        {
            (long before, long after) = auto is "VALID" ? (0, 0) : (pads[a], pads[a + count]);
            long outputs = ((input[a + 2] - 1) * strides[a]) + extra[a] + ((kernel[a + 2] - 1) * dilations[a]) + 1 - before - after;
            axes[a] = outputs > 0 && kernel[a + 2] > 0
                ? checked(new TransposedAxis(input[a + 2], kernel[a + 2], (int)strides[a], (int)dilations[a], (int)before, (int)outputs))
                : throw new RefusalException($"its output would have {outputs} elements along spatial axis {a}");
        }

        return axes;
    }
}
