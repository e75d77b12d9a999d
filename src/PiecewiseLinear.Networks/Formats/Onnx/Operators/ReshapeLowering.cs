using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Flatten and Reshape: the same numbers, row-major, in another static shape.</summary>
internal sealed class ReshapeLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Flatten", "Reshape"];

    public GraphValue Lower(NodeContext node)
    {
        bool flatten = string.Equals(node.Node.OpType, "Flatten", StringComparison.Ordinal);
        node.ExpectInputs(flatten ? 1 : 2, flatten ? 1 : 2);
        GraphValue input = node.Input(0);
        TensorShape shape = flatten ? Flattened(node, input.Shape) : Reshaped(node, input.Shape);
        return TensorSelection.Reshape(input, shape);
    }

    private static TensorShape Flattened(NodeContext node, TensorShape shape)
    {
        int axis = shape.Axis(node.Attributes.Integer("axis", 1), shape.Rank + 1);
        return TensorShape.Of(shape.CountOf(0, axis), shape.CountOf(axis, shape.Rank));
    }

    private static TensorShape Reshaped(NodeContext node, TensorShape shape)
    {
        long[] wanted = node.Integers(1, "the shape");
        bool zeroIsZero = node.Attributes.Integer("allowzero", 0) != 0;
        TensorShape.ExpectRank(wanted.Length);
        string spelled = $"[{string.Join(",", wanted)}]";
        long known = 1;
        int inferred = -1;
        int[] result = new int[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == -1 && inferred < 0)
            {
                inferred = i;
                continue;
            }

            bool copied = wanted[i] == 0 && !zeroIsZero;
            if (wanted[i] < 0 || wanted[i] > TensorShape.MaxCount || (copied && i >= shape.Rank))
            {
                throw new RefusalException($"the shape {spelled} cannot be given to a tensor of shape {shape}: entry {i} is {wanted[i]}");
            }

            result[i] = copied ? shape[i] : (int)wanted[i];
            known = Math.Min(known * result[i], int.MaxValue);
        }

        if (inferred >= 0 && known > 0)
        {
            result[inferred] = (int)(shape.Count / known);
            known *= result[inferred];
        }

        return known == shape.Count
            ? TensorShape.Of(result)
            : throw new RefusalException($"the shape {spelled} cannot be given to a tensor of shape {shape}, which has {shape.Count} numbers");
    }
}
