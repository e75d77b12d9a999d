using System.Diagnostics.CodeAnalysis;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Add, Sub, Mul and Div of integer constants, as exporters write them to compute shapes.</summary>
internal static class IntegerArithmetic
{
    /// <summary>The value of the node if both inputs are integer constants. A division rounds toward zero.</summary>
    public static bool TryLower(NodeContext node, [NotNullWhen(true)] out ConstantValue? result)
    {
        if (node.Input(0) is not ConstantValue { Tensor.Integers: { } left } a || node.Input(1) is not ConstantValue { Tensor.Integers: { } right } b)
        {
            result = null;
            return false;
        }

        TensorShape shape = TensorShape.Broadcast(a.Shape, b.Shape);
        int[] i = a.Shape.BroadcastIndices(shape, node.Work), j = b.Shape.BroadcastIndices(shape, node.Work);
        node.Work.Spend(2, shape.Count);
        long[] values = new long[shape.Count];
        for (int e = 0; e < values.Length; e++)
        {
            values[e] = Apply(node.Node.OpType, left[i[e]], right[j[e]]);
        }

        result = new ConstantValue(ConstantTensor.Of(shape, values));
        return true;
    }

    private static long Apply(string operatorName, long a, long b)
        => operatorName switch
        {
            "Add" => checked(a + b),
            "Sub" => checked(a - b),
            "Mul" => checked(a * b),
            "Div" => b != 0 ? checked(a / b) : throw new RefusalException("it divides an integer by zero"),
            _ => throw new RefusalException($"{operatorName} of integers is not computed"),
        };
}
