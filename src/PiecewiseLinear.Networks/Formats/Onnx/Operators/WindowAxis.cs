using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>One spatial axis of a sliding window (a convolution, a pooling).</summary>
/// <param name="Inputs">The size of the input.</param>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Dilation">The step within a window.</param>
/// <param name="Before">The padding before the first element.</param>
/// <param name="Outputs">The number of windows.</param>
internal readonly record struct WindowAxis(int Inputs, int Kernel, int Stride, int Dilation, int Before, int Outputs)
{
    /// <summary>The padding after the last element.</summary>
    public int After { get; init; }

    /// <summary>An axis of one element with a window of one.</summary>
    public static WindowAxis Single => new(1, 1, 1, 1, 0, 1);

    /// <summary>The input element under element <paramref name="k"/> of window <paramref name="output"/>; false in the padding.</summary>
    public bool TryInput(int output, int k, out int input)
    {
        input = (output * Stride) - Before + (k * Dilation);
        return input >= 0 && input < Inputs;
    }

    /// <summary>Whether element <paramref name="k"/> of window <paramref name="output"/> is in the input or its padding, not beyond.</summary>
    public bool IsPadded(int output, int k) => (output * Stride) + (k * Dilation) < Before + Inputs + After;

    /// <summary>The axes that the attributes strides, pads, auto_pad, dilations and kernel_shape describe. What runtimes place in different ways is refused.</summary>
    public static WindowAxis[] Read(NodeAttributes attributes, TensorShape input, TensorShape kernel, bool pooling = false, bool roundUp = false)
    {
        int count = input.Rank - 2;
        long[] strides = PerAxis(attributes, "strides", count, least: 1, otherwise: 1);
        long[] dilations = PerAxis(attributes, "dilations", count, least: 1, otherwise: 1);
        long[] pads = PerAxis(attributes, "pads", 2 * count, least: 0, otherwise: 0);
        string auto = attributes.Text("auto_pad") ?? "NOTSET";
        if (attributes.Integers("kernel_shape") is { } stated && !stated.SequenceEqual(kernel.Dimensions.Skip(2).Select(static size => (long)size)))
        {
            throw new RefusalException($"kernel_shape is [{string.Join(",", stated)}]; expected the last sizes of the kernel {kernel}");
        }

        WindowAxis[] axes = new WindowAxis[count];
        for (int a = 0; a < count; a++)
        {
            axes[a] = Place(input[a + 2], kernel[a + 2], strides[a], dilations[a], (pads[a], pads[a + count]), auto, pooling, roundUp);
        }

        return axes;
    }

    private static WindowAxis Place(int inputs, int kernel, long stride, long dilation, (long Before, long After) pads, string auto, bool pooling, bool roundUp)
    {
        long extent = ((kernel - 1) * dilation) + 1;
        switch (auto)
        {
            case "NOTSET":
                break;
            case "VALID":
                pads = (0, 0);
                break;
            case "SAME_UPPER" or "SAME_LOWER" when dilation > 1:
                throw new RefusalException($"auto_pad is {auto} and its window is dilated, on which runtimes disagree; expected explicit pads");
            case "SAME_UPPER" or "SAME_LOWER":
                long wanted = (inputs + stride - 1) / stride;
                long total = Math.Max(((wanted - 1) * stride) + extent - inputs, 0);
                if (pooling && ((wanted - 1) * stride) + extent < inputs)
                {
                    throw new RefusalException($"auto_pad is {auto} and its windows need not reach the end of {inputs} elements, where runtimes place them differently; expected explicit pads");
                }

                long smaller = total / 2;
                pads = string.Equals(auto, "SAME_UPPER", StringComparison.Ordinal) ? (smaller, total - smaller) : (total - smaller, smaller);
                break;
            default:
                throw new RefusalException($"auto_pad is '{auto}'; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        }

        long outputs = ((inputs + pads.Before + pads.After - extent + (roundUp ? stride - 1 : 0)) / stride) + 1;
        if (roundUp && (outputs - 1) * stride >= inputs + pads.Before)
        {
            outputs--;
        }

        return kernel > 0 && inputs + pads.Before + pads.After >= extent
            ? checked(new WindowAxis(inputs, kernel, (int)stride, (int)dilation, (int)pads.Before, (int)outputs) { After = (int)pads.After })
            : throw new RefusalException($"a window of {extent} does not fit {inputs} elements with padding {pads.Before} and {pads.After}");
    }

    /// <summary>An attribute with numbers per axis, or the same number for all.</summary>
    public static long[] PerAxis(NodeAttributes attributes, string name, int count, long least, long otherwise)
    {
        long[] values = attributes.Integers(name) ?? [.. Enumerable.Repeat(otherwise, count)];
        return values.Length == count && values.All(value => value >= least && value <= TensorShape.MaxCount)
            ? values
            : throw new RefusalException($"{name} is [{string.Join(",", values)}]; expected {count} whole numbers from {least} to {TensorShape.MaxCount}");
    }
}
