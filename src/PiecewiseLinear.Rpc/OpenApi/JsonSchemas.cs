using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.OpenApi;

/// <summary>The JSON schemas (2020-12, as OpenAPI 3.1 has them) of messages and enums in protobuf's JSON mapping.</summary>
/// <remarks>Field names are those in lowerCamelCase; requests may use the proto's own names as well. 64-bit integers are strings, since JSON numbers of JavaScript lose digits.</remarks>
internal sealed class JsonSchemas(SourceComments comments)
{
    private readonly SortedDictionary<string, JsonObject?> _schemas = new(StringComparer.Ordinal);

    /// <summary>All schemas that were referred to, by full name.</summary>
    public JsonObject ToJson() => new(_schemas.Select(static s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value!.DeepClone())));

    /// <summary>A reference to a message's schema, which is added with all that it refers to.</summary>
    public JsonObject Of(MessageDescriptor message)
    {
        if (WellKnown(message.FullName) is { } known)
        {
            return known;
        }

        if (_schemas.TryAdd(message.FullName, null))
        {
            var properties = new JsonObject();
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                properties[field.JsonName] = Described(Of(field), field);
            }

            var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
            var choices = message.Oneofs.Where(static o => !o.IsSynthetic).Select(static o => $"At most one of {string.Join(", ", o.Fields.Select(static f => f.JsonName))} is set.");
            var text = string.Join('\n', new[] { comments.Of(message) }.Concat(choices).Where(static t => t is not null));
            _schemas[message.FullName] = text.Length == 0 ? schema : With(schema, text);
        }

        return Reference(message.FullName);
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject With(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }

    private JsonObject Described(JsonObject schema, IDescriptor declaration) => comments.Of(declaration) is { } text ? With(schema, text) : schema;

    private JsonObject Of(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var value = field.MessageType.FindFieldByNumber(2);
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = OfValue(value) };
        }

        return field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = OfValue(field) } : OfValue(field);
    }

    private JsonObject OfValue(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        FieldType.Bool => new JsonObject { ["type"] = "boolean" },
        FieldType.String => new JsonObject { ["type"] = "string" },
        FieldType.Bytes => new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Float or FieldType.Double => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number" },
                new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }),
        },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new JsonObject { ["type"] = "integer", ["minimum"] = int.MinValue, ["maximum"] = int.MaxValue },
        FieldType.UInt32 or FieldType.Fixed32 => new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = uint.MaxValue },
        FieldType.UInt64 or FieldType.Fixed64 => new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^[0-9]+$" },
        _ => new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^-?[0-9]+$" },
    };

    private JsonObject Of(EnumDescriptor type)
    {
        if (_schemas.TryAdd(type.FullName, null))
        {
            var schema = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. type.Values.Select(static v => JsonValue.Create(v.Name))]) };
            var values = type.Values.Select(v => comments.Of(v) is { } text ? $"- `{v.Name}`: {text}" : null);
            var description = string.Join('\n', new[] { comments.Of(type) }.Concat(values).Where(static t => t is not null));
            _schemas[type.FullName] = description.Length == 0 ? schema : With(schema, description);
        }

        return Reference(type.FullName);
    }

    private static JsonObject? WellKnown(string name) => name switch
    {
        "google.protobuf.Any" => new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["@type"] = new JsonObject { ["type"] = "string" } }, ["required"] = new JsonArray("@type") },
        "google.protobuf.Timestamp" => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        "google.protobuf.Duration" => new JsonObject { ["type"] = "string", ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$" },
        "google.protobuf.FieldMask" => new JsonObject { ["type"] = "string" },
        "google.protobuf.Struct" => new JsonObject { ["type"] = "object" },
        "google.protobuf.Value" => [],
        "google.protobuf.ListValue" => new JsonObject { ["type"] = "array" },
        _ => null,
    };
}
