namespace PiecewiseLinear.Rpc;

/// <summary>What the OpenAPI document says that the services' descriptors do not.</summary>
/// <param name="Title">The name of the whole.</param>
/// <param name="Version">The version of the program.</param>
public sealed record OpenApiDescription(string Title, string Version)
{
    /// <summary>
    /// A serialized <c>google.protobuf.FileDescriptorSet</c> with source info (<c>protoc --include_source_info --include_imports --descriptor_set_out</c>), from
    /// which the comments are taken. Default empty: no comments, since the descriptors in generated code have none.
    /// </summary>
    public ReadOnlyMemory<byte> Sources { get; init; }
}

/// <summary>Adds the OpenAPI document.</summary>
public static class OpenApiServices
{
    /// <summary>Serves <c>GET /openapi.json</c>: an OpenAPI 3.1 description of all services, those added later included, as Connect with JSON serves them.</summary>
    public static RpcServices AddOpenApi(this RpcServices services, OpenApiDescription description)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(description);
        services.OpenApi = description;
        return services;
    }
}
