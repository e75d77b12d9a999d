using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Pad in the modes constant, edge and reflect; negative padding crops.</summary>
internal sealed class PadLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Pad"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, node.Opset < 11 ? 1 : node.Opset < 18 ? 3 : 4);
        GraphValue input = node.Input(0);
        string mode = node.Attributes.Text("mode") ?? "constant";
        long[] pads = node.IntegersSince(11, 1, "pads") ?? throw new RefusalException("it has no pads");
        long[] axes = (node.Opset < 18 ? null : node.IntegersSince(18, 3, "axes")) ?? [.. Enumerable.Range(0, input.Shape.Rank).Select(static axis => (long)axis)];
        TensorShape.ExpectRank(axes.Length);
        if (pads.Length != 2 * axes.Length || pads.Any(static pad => Math.Abs(pad) > TensorShape.MaxCount))
        {
            throw new RefusalException($"pads is [{string.Join(",", pads)}]; expected {2 * axes.Length} whole numbers up to {TensorShape.MaxCount}, a start and an end an axis");
        }

        int[]?[] chosen = AxisRange.All(input.Shape);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = input.Shape.Axis(axes[i], input.Shape.Rank);
            int size = input.Shape[axis];
            int length = checked((int)Math.Max(0, size + pads[i] + pads[i + axes.Length]));
            node.Work.Spend(4, length);
            chosen[axis] = [.. Enumerable.Range(0, length).Select(e => Index(mode, (int)(e - pads[i]), size))];
        }

        return AxisRange.Take(node, input, chosen, Filling(node, input));
    }

    private static int Index(string mode, int place, int size)
        => mode switch
        {
            _ when place >= 0 && place < size => place,
            "constant" => -1,
            "edge" when size > 0 => Math.Clamp(place, 0, size - 1),
            "reflect" when place > -size && place < (2 * size) - 1 => place < 0 ? -place : (2 * (size - 1)) - place,
            "edge" or "reflect" => throw new RefusalException($"an axis of {size} elements is too short to be padded in the mode '{mode}'"),
            _ => throw new RefusalException($"its mode is '{mode}'; expected constant, edge or reflect"),
        };

    private static ConstantValue Filling(NodeContext node, GraphValue input)
    {
        if (input is ConstantValue { Tensor.Integers: not null })
        {
            return new ConstantValue(ConstantTensor.Of(TensorShape.Of(1), [node.Optional(2) is null ? 0L : node.Integers(2, "the value")[0]]));
        }

        double value = 0d;
        if (node.Opset < 11)
        {
            value = node.Attributes.Float("value", 0f);
        }
        else if (node.Optional(2) is not null)
        {
            (TensorShape shape, double[] values) = node.Floats(2, "the value");
            value = shape.Count == 1 ? values[0] : throw new RefusalException($"the value has the shape {shape}; expected a single number");
        }

        return new ConstantValue(ConstantTensor.Of(TensorShape.Of(1), [value]));
    }
}
