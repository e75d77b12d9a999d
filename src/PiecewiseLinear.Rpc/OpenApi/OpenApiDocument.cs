using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Connect;

namespace PiecewiseLinear.Rpc.OpenApi;

/// <summary>An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of services as Connect with JSON serves them, made from their descriptors.</summary>
internal static class OpenApiDocument
{
    private const string ErrorName = "connect.Error";

    public static JsonObject Of(IEnumerable<ServiceDescriptor> services, OpenApiDescription description)
    {
        var comments = new SourceComments(description.Sources);
        var schemas = new JsonSchemas(comments);
        var (paths, tags) = (new JsonObject(), new JsonArray());
        foreach (var service in services)
        {
            tags.Add((JsonNode)Described(new JsonObject { ["name"] = service.FullName }, comments.Of(service)));
            foreach (var method in service.Methods)
            {
                paths["/" + method.CallName()] = new JsonObject { ["post"] = Operation(method, schemas, comments) };
            }
        }

        var types = schemas.ToJson();
        types[ErrorName] = Error();
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = description.Title,
                ["version"] = description.Version,
                ["description"] = "Each method is a POST with a JSON body (the Connect protocol). The same routes answer gRPC and gRPC-Web.",
            },
            ["tags"] = tags,
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = types },
        };
    }

    private static JsonObject Operation(MethodDescriptor method, JsonSchemas schemas, SourceComments comments)
    {
        var kind = method.StreamingKind();
        var operation = Described(new JsonObject { ["operationId"] = method.FullName }, comments.Of(method));
        operation["tags"] = new JsonArray(method.Service.FullName);
        operation["parameters"] = new JsonArray(
            Header(ConnectHead.VersionHeader, new JsonObject { ["const"] = "1" }, "The version of the protocol; may be left out."),
            Header(ConnectHead.TimeoutHeader, new JsonObject { ["type"] = "integer", ["minimum"] = 0 }, "How long the caller will wait, in milliseconds."));
        operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(schemas.Of(method.InputType), kind) };
        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = kind == StreamingKind.Unary
                    ? "The answer."
                    : "Length-prefixed messages; the last one, marked by the flag 2, has the error if there is one.",
                ["content"] = Content(schemas.Of(method.OutputType), kind),
            },
            ["default"] = new JsonObject
            {
                ["description"] = "An error.",
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{ErrorName}" } } },
            },
        };
        return operation;
    }

    private static JsonObject Content(JsonObject schema, StreamingKind kind) =>
        new() { [kind == StreamingKind.Unary ? "application/json" : "application/connect+json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Header(string name, JsonObject schema, string description) =>
        new() { ["name"] = name, ["in"] = "header", ["schema"] = schema, ["description"] = description };

    private static JsonObject Described(JsonObject declaration, string? comment)
    {
        if (comment is not null)
        {
            declaration["description"] = comment;
        }

        return declaration;
    }

    private static JsonObject Error() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("code"),
        ["properties"] = new JsonObject
        {
            ["code"] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. Enum.GetValues<StatusCode>().Where(static c => c != StatusCode.Ok).Select(static c => JsonValue.Create(ConnectCodes.Of(c).Name))]),
            },
            ["message"] = new JsonObject { ["type"] = "string", ["description"] = "A sentence for the developer who called." },
            ["details"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["type"] = new JsonObject { ["type"] = "string", ["description"] = "The full name of the detail's message, such as google.rpc.BadRequest." },
                        ["value"] = new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
                        ["debug"] = new JsonObject { ["description"] = "The detail in readable form." },
                    },
                },
            },
        },
    };
}
