using System.Buffers.Binary;
using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Service;

/// <summary>Reads numbers, vectors and boxes of requests; complaints name the field's path.</summary>
internal static class RequestNumbers
{
    public static Rational Number(V1.Rational? message, string path)
        => message is null
            ? throw FieldError.Invalid(path, $"{path}: a number is missing")
            : Rational.TryParse(message.Value, out Rational value, out string? error) ? value : throw FieldError.Invalid(path + ".value", $"{path}: {error}");

    public static ImmutableArray<Rational> Vector(V1.Vector? message, string path)
        => message?.EncodingCase switch
        {
            V1.Vector.EncodingOneofCase.Rationals => [.. message.Rationals.Values.Select((x, i) => Number(x, $"{path}.rationals.values[{i}]"))],
            V1.Vector.EncodingOneofCase.Doubles => [.. message.Doubles.Values.Select((x, i) => Finite(x, $"{path}.doubles.values[{i}]"))],
            V1.Vector.EncodingOneofCase.Float64LittleEndian => Packed(message.Float64LittleEndian.Span, 8, path + ".float64_little_endian"),
            V1.Vector.EncodingOneofCase.Float32LittleEndian => Packed(message.Float32LittleEndian.Span, 4, path + ".float32_little_endian"),
            _ => throw FieldError.Invalid(path, $"{path}: a vector is missing; set rationals, doubles, float64_little_endian or float32_little_endian"),
        };

    /// <summary>The box of a request for a network with that many inputs, or null where it is absent.</summary>
    public static Box? Box(V1.Box? message, int inputs, string path)
    {
        if (message is null)
        {
            return null;
        }

        ImmutableArray<Rational> lower, upper;
        switch (message.EndsCase)
        {
            case V1.Box.EndsOneofCase.EveryInput:
                lower = [.. Enumerable.Repeat(Number(message.EveryInput.Lower, path + ".every_input.lower"), inputs)];
                upper = [.. Enumerable.Repeat(Number(message.EveryInput.Upper, path + ".every_input.upper"), inputs)];
                break;
            case V1.Box.EndsOneofCase.Bounds:
                lower = Vector(message.Bounds.Lower, path + ".bounds.lower");
                upper = Vector(message.Bounds.Upper, path + ".bounds.upper");
                break;
            default:
                throw FieldError.Invalid(path, $"{path}: the box has no ends; set every_input or bounds");
        }

        try
        {
            return new Box(lower, upper);
        }
        catch (ArgumentException e)
        {
            throw FieldError.Invalid(path, e.Message, e);
        }
    }

    private static ImmutableArray<Rational> Packed(ReadOnlySpan<byte> bytes, int size, string path)
    {
        if (bytes.Length % size != 0)
        {
            throw FieldError.Invalid(path, $"{path}: {bytes.Length} bytes are no whole number of {size}-byte values");
        }

        ImmutableArray<Rational>.Builder values = ImmutableArray.CreateBuilder<Rational>(bytes.Length / size);
        for (int at = 0; at < bytes.Length; at += size)
        {
            double value = size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(bytes[at..]) : BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
            values.Add(Finite(value, $"{path}[{at / size}]"));
        }

        return values.MoveToImmutable();
    }

    private static Rational Finite(double value, string path)
        => double.IsFinite(value) ? Rational.FromDouble(value) : throw FieldError.Invalid(path, $"{path}: {value} is not a finite number");
}
