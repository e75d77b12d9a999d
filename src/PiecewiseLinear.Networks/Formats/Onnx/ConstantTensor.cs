namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>A tensor whose numbers are known: floats as exact doubles, or integers.</summary>
internal sealed record ConstantTensor(TensorShape Shape, double[]? Floats, long[]? Integers)
{
    /// <summary>Whether integers are of a signed type; matters for the range of 8-bit integers.</summary>
    public bool IsSigned { get; init; } = true;

    public static ConstantTensor Of(TensorShape shape, double[] values) => new(shape, values, Integers: null);

    public static ConstantTensor Of(TensorShape shape, long[] values) => new(shape, Floats: null, values);

    /// <summary>The same numbers in another shape of equally many elements.</summary>
    public ConstantTensor Reshape(TensorShape shape) => this with { Shape = shape };
}
