using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>
/// QuantizeLinear and DequantizeLinear of constants, per tensor or per axis: (q − zero)·scale exactly, and the nearest integer to x/scale
/// (ties to even) plus zero, saturated. Of tensors that depend on the input QuantizeLinear is refused: it jumps.
/// </summary>
internal sealed class QuantizationLowering : IOperatorLowering
{
    /// <summary>An exact product is checked in some nanoseconds; an exact quotient is rounded in a microsecond.</summary>
    private const int StepsPerNumber = 8, StepsPerQuotient = 256;

    public IReadOnlyList<string> Operators { get; } = ["QuantizeLinear", "DequantizeLinear"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(2, 3);
        if (node.Input(0) is not ConstantValue { Tensor: var tensor })
        {
            throw new RefusalException("it rounds numbers that depend on the input, which is not piecewise linear (it jumps); expected quantized weights only, with activations in float");
        }

        TensorShape shape = tensor.Shape;
        node.Work.Spend(StepsPerNumber, shape.Count);
        (TensorShape scaleShape, double[] scales) = node.Floats(1, "the scale");
        long[] zeros = node.Optional(2) is null ? [.. scales.Select(static _ => 0L)] : node.Integers(2, "the zero point");
        long axis = node.Attributes.Integer("axis", 1);
        if (node.Attributes.Integer("block_size", 0) != 0 || scaleShape.Rank > 1 || zeros.Length != scales.Length)
        {
            throw new RefusalException($"its scale has the shape {scaleShape} and there are {zeros.Length} zero points; expected one of each, or one of each an index of an axis");
        }

        int inner = 1, period = 1;
        if (scaleShape.Rank == 1 && scaleShape[0] != 1)
        {
            int along = shape.Axis(axis, shape.Rank);
            (inner, period) = (shape.CountOf(along + 1, shape.Rank), shape[along]);
        }

        if (period != scales.Length)
        {
            throw new RefusalException($"it has {scales.Length} scales; expected {period}, one an index of its axis");
        }

        if (string.Equals(node.Node.OpType, "DequantizeLinear", StringComparison.Ordinal))
        {
            long[] quantized = tensor.Integers ?? throw new RefusalException("its input is no tensor of integers");
            node.Note("the quantized weights were folded exactly: (q − zero)·scale over the reals");
            return new ConstantValue(ConstantTensor.Of(shape, [.. quantized.Select((q, e) => Product(checked(q - zeros[e / inner % period]), scales[e / inner % period]))]));
        }

        node.Work.Spend(StepsPerQuotient, shape.Count);
        double[] values = tensor.Floats ?? throw new RefusalException("its input is no tensor of floats");
        (long least, long most) = node.Optional(2) is ConstantValue zero && zero.Tensor.IsSigned ? (-128L, 127L) : (0L, 255L);
        return new ConstantValue(
            ConstantTensor.Of(shape, [.. values.Select((value, e) => Nearest(value, scales[e / inner % period], zeros[e / inner % period], least, most))]) with { IsSigned = least < 0 });
    }

    private static double Product(long integer, double scale)
        => (long)(double)integer == integer && ExactProducts.TryMultiply((double)integer, scale, out double product)
            ? product
            : throw new RefusalException($"the product {integer} · {scale:R} is no double; expected integers of 8 bits or a scale of float32");

    private static long Nearest(double value, double scale, long zero, long least, long most)
    {
        if (scale <= 0d)
        {
            throw new RefusalException($"its scale is {scale:R}; expected a positive number");
        }

        Rational quotient = Rational.FromDouble(value) / Rational.FromDouble(scale);
        BigInteger twice = (2 * quotient.Numerator) + quotient.Denominator;
        BigInteger denominator = 2 * quotient.Denominator;
        BigInteger rounded = BigInteger.DivRem(twice, denominator, out BigInteger rest);
        if (rest.Sign < 0)
        {
            rounded--;
        }
        else if (rest.IsZero && !rounded.IsEven)
        {
            rounded--;
        }

        return (long)BigInteger.Max(least, BigInteger.Min(most, rounded + zero));
    }
}
