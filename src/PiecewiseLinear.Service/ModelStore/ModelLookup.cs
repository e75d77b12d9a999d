namespace PiecewiseLinear.Service;

/// <summary>Looks models up for requests.</summary>
internal static class ModelLookup
{
    /// <summary>The model of that name.</summary>
    /// <exception cref="Rpc.RpcException">The name is malformed (INVALID_ARGUMENT) or unknown (NOT_FOUND), with the field's path.</exception>
    public static StoredModel Require(this ModelDirectory models, string sha256, string path)
    {
        CheckName(sha256, path);
        return models.Find(sha256) ?? throw FieldError.NotFound(path, $"there is no model '{sha256}'; upload it first");
    }

    /// <summary>Refuses what cannot be the name of a model.</summary>
    /// <exception cref="Rpc.RpcException">The name is malformed (INVALID_ARGUMENT), with the field's path.</exception>
    public static void CheckName(string sha256, string path)
    {
        if (!ModelDirectory.IsName(sha256))
        {
            throw FieldError.Invalid(path, $"'{sha256}' is no SHA-256; expected 64 lower-case hexadecimal digits");
        }
    }
}
