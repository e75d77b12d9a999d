using System.Buffers.Text;
using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>Growing ASCII text, spelled without allocating.</summary>
internal sealed class ByteText
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void RemoveFirst(int count)
    {
        _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
        Length -= count;
    }

    public ByteText Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
        return this;
    }

    public ByteText Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return this;
    }

    public ByteText Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, Room(20), out int written);
        Length += written;
        return this;
    }

    public ByteText Number(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            return Number((long)value);
        }

        foreach (char digit in value.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Byte((byte)digit);
        }

        return this;
    }

    public ByteText List(ReadOnlySpan<int> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            (i == 0 ? this : Byte((byte)',')).Number(numbers[i]);
        }

        return this;
    }

    /// <summary>The point numerators / 2^exponent with the least exponent ≥ 0 that does.</summary>
    public ByteText Point(ReadOnlySpan<BigInteger> numerators, int exponent)
    {
        int spare = exponent;
        foreach (BigInteger numerator in numerators)
        {
            spare = numerator.IsZero ? spare : (int)BigInteger.Min(spare, BigInteger.TrailingZeroCount(numerator));
        }

        for (int c = 0; c < numerators.Length; c++)
        {
            (c == 0 ? this : Byte((byte)',')).Number(numerators[c] >> spare);
        }

        return numerators.IsEmpty ? this : Exponent(exponent - spare);
    }

    /// <inheritdoc cref="Point(ReadOnlySpan{BigInteger}, int)"/>
    public ByteText Point(ReadOnlySpan<long> numerators, int exponent)
    {
        int spare = Math.Min(exponent, 63);
        foreach (long numerator in numerators)
        {
            spare = numerator == 0 ? spare : Math.Min(spare, BitOperations.TrailingZeroCount(numerator));
        }

        bool zero = !numerators.ContainsAnyExcept(0L);
        for (int c = 0; c < numerators.Length; c++)
        {
            (c == 0 ? this : Byte((byte)',')).Number(numerators[c] >> spare);
        }

        return numerators.IsEmpty || zero ? this : Exponent(exponent - spare);
    }

    private ByteText Exponent(int exponent) => exponent == 0 ? this : Byte((byte)'p').Byte((byte)'-').Number(exponent);

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        }

        return _bytes.AsSpan(Length);
    }
}
