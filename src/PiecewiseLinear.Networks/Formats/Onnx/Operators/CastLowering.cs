using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// Cast between floats: over the reals the identity for tensors of the network; constants are converted as the operator does (to the nearest,
/// ties to even). Constants also convert between floats and integers.
/// </summary>
internal sealed class CastLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Cast"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, 1);
        DataType type = (DataType)node.Attributes.Integer("to", 0);
        bool toFloat = type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;
        if (!toFloat && type is not (DataType.Int64 or DataType.Int32 or DataType.Bool))
        {
            throw new RefusalException($"it casts to the element type {type.ToString().ToUpperInvariant()}; expected a float type, INT64, INT32 or BOOL");
        }

        switch (node.Input(0))
        {
            case ConstantValue { Tensor: var tensor }:
                node.Work.Spend(8, tensor.Shape.Count);
                return new ConstantValue(toFloat ? ConstantTensor.Of(tensor.Shape, ToFloats(tensor, type)) : ConstantTensor.Of(tensor.Shape, ToIntegers(tensor, type)));
            case FlowValue flow when toFloat:
                node.Note("a Cast between floats is the identity over the reals; it was dropped");
                return flow;
            default:
                throw new RefusalException("it rounds numbers that depend on the input to integers, which is not piecewise linear (it jumps)");
        }
    }

    private static double[] ToFloats(ConstantTensor tensor, DataType type)
        => [.. (tensor.Floats ?? [.. tensor.Integers!.Select(ExactDouble)]).Select(value => Rounded(value, type))];

    private static double ExactDouble(long value)
        => (long)(double)value == value && Math.Abs((double)value) < 9e18 ? value : throw new RefusalException($"the integer {value} is no double");

    private static double Rounded(double value, DataType type)
    {
        double rounded = type switch
        {
            DataType.Float => (float)value,
            DataType.Float16 => (double)(Half)value,
            DataType.Bfloat16 => BrainFloat((float)value),
            _ => value,
        };
        return double.IsFinite(rounded) ? rounded : throw new RefusalException($"the constant {value:R} is beyond the range of {type.ToString().ToUpperInvariant()}");
    }

    private static double BrainFloat(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static long[] ToIntegers(ConstantTensor tensor, DataType type)
        => [.. (tensor.Integers ?? [.. tensor.Floats!.Select(value => type == DataType.Bool ? Math.Sign(value) : Truncated(value))]).Select(value => type switch
        {
            DataType.Bool => value == 0 ? 0L : 1L,
            DataType.Int32 => checked((int)value),
            _ => value,
        })];

    private static long Truncated(double value)
        => Math.Abs(value) < 9e18 ? (long)value : throw new RefusalException($"the constant {value:R} is beyond the range of INT64");
}
