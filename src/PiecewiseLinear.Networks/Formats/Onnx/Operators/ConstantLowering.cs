using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Constant: a tensor in one of the attributes that the operator has for it.</summary>
internal sealed class ConstantLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Constant"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(0, 0);
        NodeAttributes attributes = node.Attributes;
        return new ConstantValue(
            attributes.Tensor("value")
            ?? (attributes.Floats("value_floats") is { } floats ? ConstantTensor.Of(TensorShape.Of(floats.Length), Finite(floats)) : null)
            ?? (attributes.Integers("value_ints") is { } integers ? ConstantTensor.Of(TensorShape.Of(integers.Length), integers) : null)
            ?? (attributes.Has("value_float") ? ConstantTensor.Of(TensorShape.Of(), [attributes.Float("value_float", 0f)]) : null)
            ?? (attributes.Has("value_int") ? ConstantTensor.Of(TensorShape.Of(), [attributes.Integer("value_int", 0)]) : null)
            ?? throw new RefusalException("it has no value of floats or integers; expected one of value, value_float, value_floats, value_int, value_ints"));
    }

    private static double[] Finite(double[] values)
        => values.All(double.IsFinite) ? values : throw new RefusalException("one of its numbers is not finite");
}
