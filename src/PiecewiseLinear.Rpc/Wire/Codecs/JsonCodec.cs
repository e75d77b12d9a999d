using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Wire.Codecs;

/// <summary>The JSON mapping of protobuf (https://protobuf.dev/programming-guides/json).</summary>
/// <remarks>
/// An unknown field is an error that names it, as in protobuf's own parsers: who types requests by hand wants to hear of the typing error.
/// Messages nest at most <see cref="MaxDepth"/> deep. Fields that have their default value are not written.
/// The text is read twice: once by a reader that checks it as JSON and counts its nesting without recursion, then by protobuf's parser, which recurses and counts
/// objects but not arrays, so that ten thousand brackets would end the process.
/// </remarks>
internal sealed class JsonCodec : IMessageCodec
{
    /// <summary>The deepest nesting of a message; the limit of protobuf's binary parsers.</summary>
    public const int MaxDepth = 100;

    /// <summary>A message's field may be a list of messages, two levels of JSON.</summary>
    private const int MaxJsonDepth = 2 * MaxDepth;

    private readonly JsonParser _parser;
    private readonly JsonFormatter _formatter;

    /// <summary>The mapping, with the types that may stand in an <c>Any</c>.</summary>
    public JsonCodec(TypeRegistry types)
    {
        _parser = new JsonParser(new JsonParser.Settings(MaxDepth, types));
        _formatter = new JsonFormatter(new JsonFormatter.Settings(formatDefaultValues: false, types));
    }

    public IMessage Parse(ReadOnlySequence<byte> bytes, MessageDescriptor type)
    {
        if (bytes.IsEmpty)
        {
            throw new MalformedMessageException($"The body is empty; a JSON object is expected ({{}} for a {type.Name} without fields).", null);
        }

        try
        {
            CheckSyntax(bytes);
            return _parser.Parse(Encoding.UTF8.GetString(bytes), type);
        }
        catch (Exception e) when (e is JsonException or IOException or FormatException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new MalformedMessageException($"This is no JSON of a {type.FullName}: {e.Message}", e);
        }
    }

    public void Write(IMessage message, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(_formatter.Format(message), output);

    public int? SizeOf(IMessage message) => null;

    private static void CheckSyntax(ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString(); // Throws if it is not UTF-8, or escapes half of a surrogate pair.
            }
        }
    }
}
