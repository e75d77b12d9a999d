using System.Numerics;
using System.Text.Unicode;

namespace PiecewiseLinear.Networks.Formats.Onnx.Wire;

/// <summary>
/// Reads the bytes of an ONNX file against its schema before any object is made of them, and refuses what protobuf readers may take in
/// different ways, so that the same bytes are the same network for every reader: a field of another type than its schema's (readers pass
/// over it), a singular message stored twice (they are merged), text that is no UTF-8 (letters are replaced), an integer beyond its 32 bits
/// (it is cut), two values of which one counts. It also bounds the number of messages, since an empty one takes two bytes in the file and
/// some hundred in memory. One pass, no allocation, O(bytes).
/// </summary>
internal ref struct WireCheck
{
    /// <summary>The largest number of messages of a file: nodes, attributes, tensors, dimensions.</summary>
    public const int MostMessages = 1 << 16;

    /// <summary>
    /// The keys of ModelProto's fields 1 to 5, 7 and 8. JSON begins with a brace, NNet with a slash or a digit, both maybe after white space: so
    /// no file is a network of two formats, and a SHA-256 says the format as well.
    /// </summary>
    private static ReadOnlySpan<byte> FirstBytes => [0x08, 0x12, 0x1A, 0x22, 0x28, 0x3A, 0x42];

    private const int MostLevels = 32;
    private const int FieldOfType = 20;

    /// <summary>The fields of an attribute that hold a value and are read, a bit each.</summary>
    private const uint AttributeValues = (1 << 2) | (1 << 3) | (1 << 4) | (1 << 5) | (1 << 7) | (1 << 8);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _messages;

    private WireCheck(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Checks a whole file.</summary>
    /// <exception cref="RefusalException">It is no ONNX model, or one that readers may take in different ways; the message says where.</exception>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || !FirstBytes.Contains(bytes[0]))
        {
            throw new RefusalException("it does not begin with one of the first fields of a model (ir_version in most files)");
        }

        WireCheck check = new(bytes);
        check.Message(MessageSchema.Model, bytes.Length, level: 0);
    }

    private void Message(MessageSchema schema, int end, int level)
    {
        int start = _position;
        if (++_messages > MostMessages)
        {
            throw new RefusalException($"it has more than {MostMessages} messages (nodes, attributes, tensors, dimensions); expected at most so many");
        }

        uint seen = 0;
        bool typed = false;
        while (_position < end)
        {
            int place = _position;
            ulong key = Varint(end);
            if (key is < 8 or > uint.MaxValue)
            {
                throw Problem(place, schema, "there is no such field");
            }

            FieldSchema field = schema[key >> 3];
            int wire = (int)(key & 7);
            if (field.Kind == FieldKind.Message && wire == 2)
            {
                int length = Length(end, schema);
                if (level == MostLevels || (!field.Repeated && (seen & Bit(key >> 3)) != 0))
                {
                    throw Problem(place, schema, level == MostLevels ? "messages are nested too deep" : $"its {field.Name} is stored more than once; expected one, since readers would merge them");
                }

                Message(field.Message!, _position + length, level + 1);
            }
            else
            {
                ulong value = Value(field, wire, end, place, schema);
                typed = schema.IsAttribute && key >> 3 == FieldOfType ? value != 0 : typed;
            }

            seen |= field.Kind == FieldKind.Unknown ? 0 : Bit(key >> 3);
        }

        if (BitOperations.PopCount(seen & (uint)schema.OneOf) > 1 || (schema.IsAttribute && !typed && BitOperations.PopCount(seen & AttributeValues) != 1))
        {
            throw Problem(start, schema, schema.IsAttribute ? "it states no type, and not just one value" : "it has a size and a name; expected one of them");
        }
    }

    /// <summary>Passes over a field that is no message; returns the number where it is one.</summary>
    private ulong Value(FieldSchema field, int wire, int end, int place, MessageSchema schema)
    {
        switch (wire)
        {
            case 0:
                ulong number = Varint(end);
                Expect(field.Kind is FieldKind.Unknown or FieldKind.Integer || (field.Kind == FieldKind.ShortInteger && IsShort(number)), field, place, schema);
                return number;
            case 1:
                Expect(field.Kind is FieldKind.Unknown or FieldKind.Fixed64, field, place, schema);
                Skip(8, end, schema);
                return 0;
            case 5:
                Expect(field.Kind is FieldKind.Unknown or FieldKind.Fixed32, field, place, schema);
                Skip(4, end, schema);
                return 0;
            case 2:
                int length = Length(end, schema);
                Expect(IsStoredAsBytes(field, _bytes.Slice(_position, length)), field, place, schema);
                _position += length;
                return 0;
            default:
                throw Problem(place, schema, "a field is of no type that ONNX has");
        }
    }

    /// <summary>Whether bytes of a length may be the value: text, bytes, or repeated numbers in packed form.</summary>
    private static bool IsStoredAsBytes(FieldSchema field, ReadOnlySpan<byte> value)
        => field.Kind switch
        {
            FieldKind.Unknown or FieldKind.Bytes => true,
            FieldKind.Text => Utf8.IsValid(value),
            FieldKind.Fixed32 => field.Repeated && value.Length % 4 == 0,
            FieldKind.Fixed64 => field.Repeated && value.Length % 8 == 0,
            FieldKind.Integer or FieldKind.ShortInteger => field.Repeated && AreNumbers(value, field.Kind == FieldKind.ShortInteger),
            _ => false,
        };

    private static bool AreNumbers(ReadOnlySpan<byte> packed, bool mustBeShort)
    {
        WireCheck numbers = new(packed);
        while (numbers._position < packed.Length)
        {
            ulong number = numbers.Varint(packed.Length);
            if (mustBeShort && !IsShort(number))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsShort(ulong number) => (long)number is >= int.MinValue and <= int.MaxValue;

    private static uint Bit(ulong number) => 1u << (int)(number & 31);

    private ulong Varint(int end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= end)
            {
                throw new RefusalException($"byte {_position}: it ends within a number; expected a whole ONNX model");
            }

            byte next = _bytes[_position++];
            value |= shift < 64 ? (ulong)(next & 127) << shift : 0;
            if (next < 128)
            {
                return value;
            }
        }

        throw new RefusalException($"byte {_position}: a number has more than 10 bytes; expected an ONNX model");
    }

    private int Length(int end, MessageSchema schema)
    {
        ulong length = Varint(end);
        return length <= (ulong)(end - _position) ? (int)length : throw Problem(_position, schema, $"a field of {length} bytes goes beyond its end; expected a whole ONNX model");
    }

    private void Skip(int length, int end, MessageSchema schema)
        => _position = end - _position >= length ? _position + length : throw Problem(_position, schema, $"a field of {length} bytes goes beyond its end; expected a whole ONNX model");

    private static void Expect(bool holds, FieldSchema field, int place, MessageSchema schema)
    {
        if (!holds)
        {
            throw Problem(place, schema, $"its {field.Name} is not stored as the schema says (another type, text that is no UTF-8, or a number beyond 32 bits)");
        }
    }

    private static RefusalException Problem(int place, MessageSchema schema, string problem) => new($"byte {place}, in a {schema.Name}: {problem}");
}
