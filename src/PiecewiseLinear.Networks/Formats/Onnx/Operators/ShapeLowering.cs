using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Shape, Size, Range and ConstantOfShape: constants, since all shapes are static. The batch is 1.</summary>
internal sealed class ShapeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Shape", "Size", "Range", "ConstantOfShape"];

    public GraphValue Lower(NodeContext node)
    {
        switch (node.Node.OpType)
        {
            case "Shape":
                node.ExpectInputs(1, 1);
                return Shape(node);
            case "Size":
                node.ExpectInputs(1, 1);
                return Integers(TensorShape.Of(), [node.Input(0).Shape.Count]);
            case "Range":
                node.ExpectInputs(3, 3);
                return Range(node, Single(node, 0, "start"), Single(node, 1, "limit"), Single(node, 2, "delta"));
            default:
                node.ExpectInputs(1, 1);
                TensorShape shape = RearrangementLowering.Sizes(node.Integers(0, "the shape"));
                int count = Charged(node, shape.Count);
                ConstantTensor value = node.Attributes.Tensor("value") ?? ConstantTensor.Of(TensorShape.Of(1), [0d]);
                if (value.Shape.Count != 1)
                {
                    throw new RefusalException($"its value has the shape {value.Shape}; expected a single number");
                }

                return new ConstantValue(value.Integers is { } integers
                    ? ConstantTensor.Of(shape, [.. Enumerable.Repeat(integers[0], count)])
                    : ConstantTensor.Of(shape, [.. Enumerable.Repeat(value.Floats![0], count)]));
        }
    }

    private static ConstantValue Shape(NodeContext node)
    {
        TensorShape shape = node.Input(0).Shape;
        long start = node.Attributes.Integer("start", 0), end = node.Attributes.Integer("end", shape.Rank);
        int from = (int)Math.Clamp(start < 0 ? start + shape.Rank : start, 0, shape.Rank), to = (int)Math.Clamp(end < 0 ? end + shape.Rank : end, 0, shape.Rank);
        long[] sizes = [.. shape.Dimensions.Skip(from).Take(to - from).Select(static size => (long)size)];
        return Integers(TensorShape.Of(sizes.Length), sizes);
    }

    private static ConstantValue Range(NodeContext node, long start, long limit, long delta)
    {
        if (delta == 0)
        {
            throw new RefusalException("its delta is 0");
        }

        Int128 span = (Int128)limit - start;
        Int128 count = delta > 0 ? (span + delta - 1) / delta : (span + delta + 1) / delta;
        long[] values = new long[Charged(node, count < 0 ? 0 : count > int.MaxValue ? int.MaxValue : (int)count)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = start + (i * delta);
        }

        return Integers(TensorShape.Of(values.Length), values);
    }

    private static long Single(NodeContext node, int index, string role)
        => node.Integers(index, $"the {role}") is [var value] ? value : throw new RefusalException($"its {role} is not a single integer");

    private static int Charged(NodeContext node, int count)
    {
        node.Work.Spend(2, count);
        return count;
    }

    private static ConstantValue Integers(TensorShape shape, long[] values) => new(ConstantTensor.Of(shape, values));
}
