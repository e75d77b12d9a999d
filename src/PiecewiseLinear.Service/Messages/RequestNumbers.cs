using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Service;

/// <summary>Reads numbers, vectors and boxes of requests; complaints name the field's path.</summary>
internal static class RequestNumbers
{
    /// <summary>One number; <paramref name="what"/> names it in words, such as "the lower end of the box".</summary>
    public static Rational Number(V1.Rational? message, string path, string what)
        => message is null
            ? throw FieldError.Invalid(path, $"{what} is missing")
            : Rational.TryParse(message.Value, out Rational value, out string? error) ? value : throw FieldError.Invalid(path + ".value", $"{what}: {error}");

    /// <summary>A vector; <paramref name="what"/> names it in words, such as "the point".</summary>
    public static ImmutableArray<Rational> Vector(V1.Vector? message, string path, string what)
        => message?.EncodingCase switch
        {
            V1.Vector.EncodingOneofCase.Rationals => [.. message.Rationals.Values.Select((x, i) => Number(x, $"{path}.rationals.values[{i}]", $"number {i} of {what}"))],
            V1.Vector.EncodingOneofCase.Doubles => [.. message.Doubles.Values.Select((x, i) => Finite(x, $"{path}.doubles.values[{i}]", $"number {i} of {what}"))],
            V1.Vector.EncodingOneofCase.Float64LittleEndian => Packed(message.Float64LittleEndian.Span, 8, path + ".float64_little_endian", what),
            V1.Vector.EncodingOneofCase.Float32LittleEndian => Packed(message.Float32LittleEndian.Span, 4, path + ".float32_little_endian", what),
            _ => throw FieldError.Invalid(path, $"{what} is missing; set rationals, doubles, float64_little_endian or float32_little_endian"),
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
                lower = [.. Enumerable.Repeat(Number(message.EveryInput.Lower, path + ".every_input.lower", "the lower end of the box"), inputs)];
                upper = [.. Enumerable.Repeat(Number(message.EveryInput.Upper, path + ".every_input.upper", "the upper end of the box"), inputs)];
                break;
            case V1.Box.EndsOneofCase.Bounds:
                lower = Vector(message.Bounds.Lower, path + ".bounds.lower", "the lower ends of the box");
                upper = Vector(message.Bounds.Upper, path + ".bounds.upper", "the upper ends of the box");
                break;
            default:
                throw FieldError.Invalid(path, $"the box has no ends; set every_input or bounds");
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

    private static ImmutableArray<Rational> Packed(ReadOnlySpan<byte> bytes, int size, string path, string what)
    {
        if (bytes.Length % size != 0)
        {
            throw FieldError.Invalid(path, $"the {bytes.Length} bytes of {what} are no whole number of {size}-byte values");
        }

        ImmutableArray<Rational>.Builder values = ImmutableArray.CreateBuilder<Rational>(bytes.Length / size);
        for (int at = 0; at < bytes.Length; at += size)
        {
            double value = size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(bytes[at..]) : BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]);
            values.Add(Finite(value, $"{path}[{at / size}]", $"number {at / size} of {what}"));
        }

        return values.MoveToImmutable();
    }

    private static Rational Finite(double value, string path, string what)
        => double.IsFinite(value)
            ? Rational.FromDouble(value)
            : throw FieldError.Invalid(path, string.Create(CultureInfo.InvariantCulture, $"{what}: '{value}' is not a number: expected a finite one"));
}
