using System.Buffers.Binary;
using Google.Protobuf.Collections;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>Reads constant tensors. Every float type widens to double exactly.</summary>
internal static class TensorReader
{
    /// <exception cref="RefusalException">The tensor is malformed; the message says how.</exception>
    public static ConstantTensor Read(TensorProto tensor)
    {
        if (ExternalData.DataReference.IsOn(tensor))
        {
            string where = tensor.ExternalData.FirstOrDefault(static entry => entry.Key == "location")?.Value ?? "another file";
            throw new RefusalException($"its numbers are outside this file, in '{where}'; expected a model saved as one file, or on the command line --external-data for files in the model's own folder");
        }

        TensorShape shape = ShapeOf(tensor);
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        return (DataType)tensor.DataType switch
        {
            DataType.Float => Floats(shape, raw.IsEmpty ? Typed(tensor.FloatData, static v => (double)v) : Raw(raw, 4, static b => (double)BinaryPrimitives.ReadSingleLittleEndian(b))),
            DataType.Double => Floats(shape, raw.IsEmpty ? Typed(tensor.DoubleData, static v => v) : Raw(raw, 8, static b => BinaryPrimitives.ReadDoubleLittleEndian(b))),
            DataType.Float16 => Floats(shape, raw.IsEmpty ? Typed(tensor.Int32Data, HalfOf) : Raw(raw, 2, static b => (double)BinaryPrimitives.ReadHalfLittleEndian(b))),
            DataType.Bfloat16 => Floats(shape, raw.IsEmpty ? Typed(tensor.Int32Data, BrainFloatOf) : Raw(raw, 2, static b => BrainFloatOf(BinaryPrimitives.ReadUInt16LittleEndian(b)))),
            DataType.Int64 => Integers(shape, raw.IsEmpty ? [.. tensor.Int64Data] : Raw(raw, 8, static b => BinaryPrimitives.ReadInt64LittleEndian(b))),
            DataType.Int32 => Integers(shape, raw.IsEmpty ? Typed(tensor.Int32Data, static v => (long)v) : Raw(raw, 4, static b => (long)BinaryPrimitives.ReadInt32LittleEndian(b))),
            DataType.Int8 => Integers(shape, raw.IsEmpty ? Typed(tensor.Int32Data, static v => InRange(v, sbyte.MinValue, sbyte.MaxValue)) : Raw(raw, 1, static b => (long)(sbyte)b[0])),
            DataType.Uint8 => Integers(shape, raw.IsEmpty ? Typed(tensor.Int32Data, static v => InRange(v, byte.MinValue, byte.MaxValue)) : Raw(raw, 1, static b => (long)b[0])) with { IsSigned = false },
            DataType.Bool => Integers(shape, raw.IsEmpty ? Typed(tensor.Int32Data, static v => (long)v) : Raw(raw, 1, static b => (long)b[0])),
            var other => throw new RefusalException(
                $"its element type is {(Enum.IsDefined(other) ? other.ToString().ToUpperInvariant() : tensor.DataType)}; expected FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT64, INT32, INT8, UINT8 or BOOL"),
        };
    }

    private static TensorShape ShapeOf(TensorProto tensor)
    {
        foreach (long size in tensor.Dims)
        {
            if (size is < 0 or > int.MaxValue)
            {
                throw new RefusalException($"one of its dimensions is {size}; expected a number from 0 to {int.MaxValue}");
            }
        }

        return TensorShape.Of(tensor.Dims.Select(static size => (int)size));
    }

    private static ConstantTensor Floats(TensorShape shape, double[] values)
    {
        ExpectCount(shape, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new RefusalException($"its number {i} (row-major) is {values[i]}; expected finite numbers");
            }
        }

        return ConstantTensor.Of(shape, values);
    }

    private static ConstantTensor Integers(TensorShape shape, long[] values)
    {
        ExpectCount(shape, values.Length);
        return ConstantTensor.Of(shape, values);
    }

    private static void ExpectCount(TensorShape shape, int found)
    {
        long expected = shape.Dimensions.Aggregate(1L, static (product, size) => product > int.MaxValue ? product : product * size);
        if (expected != found)
        {
            throw new RefusalException($"it holds {found} numbers; expected as many as its shape {shape} has");
        }
    }

    private static TTarget[] Typed<TSource, TTarget>(RepeatedField<TSource> values, Func<TSource, TTarget> widen)
    {
        TTarget[] result = new TTarget[values.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = widen(values[i]);
        }

        return result;
    }

    private static T[] Raw<T>(ReadOnlySpan<byte> raw, int size, ElementReader<T> read)
    {
        if (raw.Length % size != 0)
        {
            throw new RefusalException($"its raw data has {raw.Length} bytes; expected a multiple of {size}");
        }

        T[] result = new T[raw.Length / size];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = read(raw.Slice(i * size, size));
        }

        return result;
    }

    private static long InRange(int value, int least, int most)
        => value >= least && value <= most ? value : throw new RefusalException($"one of its numbers is {value}; expected {least} to {most}");

    private static double HalfOf(int bits) => (double)BitConverter.UInt16BitsToHalf((ushort)bits);

    private static double BrainFloatOf(int bits) => BitConverter.UInt32BitsToSingle((uint)(ushort)bits << 16);

    private delegate T ElementReader<out T>(ReadOnlySpan<byte> bytes);
}
