using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>Reads the line of a leaf, byte by byte and without allocating.</summary>
internal ref struct EvidenceScanner(ReadOnlySpan<byte> text, int line)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    /// <summary>The member that is being read, for messages.</summary>
    public string Field { get; set; } = "";

    public readonly CertificateFormatException Error(string problem) => new(CertificateDefect.Malformed, line, Field, problem);

    public readonly bool At(byte token) => _position < _text.Length && _text[_position] == token;

    public readonly bool AtDigit => _position < _text.Length && char.IsAsciiDigit((char)_text[_position]);

    public readonly bool AtEnd => _position == _text.Length;

    public bool Skip(byte token)
    {
        bool found = At(token);
        _position += found ? 1 : 0;
        return found;
    }

    public void Expect(ReadOnlySpan<byte> literal)
    {
        if (!_text[_position..].StartsWith(literal))
        {
            throw Error($"expected {Encoding.ASCII.GetString(literal)}, found {Found()}");
        }

        _position += literal.Length;
    }

    /// <summary>An index: at most 9 digits, no leading zero.</summary>
    public int Index()
    {
        int start = _position, value = 0;
        while (AtDigit && _position - start < 9)
        {
            value = (10 * value) + _text[_position++] - '0';
        }

        int length = _position - start;
        return length == 0 || AtDigit || (length > 1 && _text[start] == '0')
            ? throw Error($"expected an index of at most 9 digits without leading zeros, found {Encoding.ASCII.GetString(_text[start..Math.Min(_text.Length, start + 20)])}")
            : value;
    }

    /// <summary>Indices below <paramref name="bound"/>, strictly ascending, into <paramref name="list"/>; returns how many. At least one.</summary>
    public int Indices(int bound, ref int[] list)
    {
        int count = 0;
        do
        {
            int index = Index();
            if (index >= bound || (count > 0 && index <= list[count - 1]))
            {
                throw Error($"expected ascending indices below {bound}, found {index}{(count > 0 ? $" after {list[count - 1]}" : "")}");
            }

            if (count == list.Length)
            {
                Array.Resize(ref list, 2 * count);
            }

            list[count++] = index;
        }
        while (Skip((byte)','));
        return count;
    }

    /// <summary>A point: a common exponent, the least that does, and one integer a coordinate.</summary>
    public void Point(DyadicPoint point)
    {
        bool odd = false;
        for (int c = 0; c < point.Count; c++)
        {
            if (c > 0)
            {
                Expect(","u8);
            }

            odd |= Coordinate(point, c);
        }

        point.Exponent = 0;
        if (point.Count > 0 && At((byte)'p'))
        {
            Expect("p-"u8);
            int exponent = Index();
            if (exponent == 0 || exponent > FormatLimits.BinaryExponent || !odd)
            {
                throw Error($"expected p-k with 0 < k <= {FormatLimits.BinaryExponent} after at least one odd number, found p-{exponent}");
            }

            point.Exponent = exponent;
        }
    }

    /// <summary>Reads one integer; whether it is odd.</summary>
    private bool Coordinate(DyadicPoint point, int c)
    {
        int start = _position;
        bool negative = Skip((byte)'-');
        int first = _position;
        long small = 0;
        while (AtDigit)
        {
            small = unchecked((10 * small) + _text[_position++] - '0');
        }

        int digits = _position - first;
        if (digits == 0 || (_text[first] == '0' && (digits > 1 || negative)) || digits > FormatLimits.Digits)
        {
            throw Error($"expected an integer without leading zeros, found {Encoding.ASCII.GetString(_text[start..Math.Min(_text.Length, start + 20)])}");
        }

        if (digits <= 18)
        {
            point.Set(c, negative ? -small : small);
        }
        else
        {
            point.Set(c, BigInteger.Parse(Encoding.ASCII.GetString(_text[start.._position]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }

        return ((_text[_position - 1] - '0') & 1) == 1;
    }

    /// <summary>A canonical number that is a double.</summary>
    public double Double()
    {
        int start = _position;
        while (AtDigit || At((byte)'-') || At((byte)'p'))
        {
            _position++;
        }

        ReadOnlySpan<byte> token = _text[start.._position];
        int mark = token.IndexOf((byte)'p');
        ReadOnlySpan<byte> digits = mark < 0 ? token : token[..mark];
        if (digits.Length is > 0 and <= 16
            && Utf8Parser.TryParse(digits, out long mantissa, out int read) && read == digits.Length && Math.Abs(mantissa) <= 1L << 53
            && (mantissa == 0 ? token is [(byte)'0'] : digits[mantissa < 0 ? 1 : 0] is not ((byte)'0' or (byte)'+')))
        {
            if (mark < 0)
            {
                return mantissa;
            }

            // An odd mantissa of at most 53 bits over 2^k with k ≤ 1074 is a double.
            ReadOnlySpan<byte> power = token[(mark + 1)..];
            if ((mantissa & 1) == 1 && power.Length is > 1 and <= 5 && power[0] == (byte)'-' && power[1] is > (byte)'0' and <= (byte)'9'
                && Utf8Parser.TryParse(power[1..], out int exponent, out read) && read == power.Length - 1 && exponent <= 1074)
            {
                return Math.ScaleB(mantissa, -exponent);
            }
        }

        return !CanonicalNumber.TryRead(Encoding.ASCII.GetString(token), out Rational value, out string problem) ? throw Error(problem)
            : value.RoundDown() is var nearest && double.IsFinite(nearest) && Rational.FromDouble(nearest) == value ? nearest
            : throw Error("expected a number that is a double");
    }

    private readonly string Found()
        => AtEnd ? "the end of the line" : Encoding.ASCII.GetString(_text[_position..Math.Min(_text.Length, _position + 20)]);
}
