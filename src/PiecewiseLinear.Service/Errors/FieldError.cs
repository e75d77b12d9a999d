using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>The one way in which the service refuses a request: a code, a reason for programs, and the path of the offending field.</summary>
internal static class FieldError
{
    private const string Domain = "piecewiselinear.v1";

    /// <summary>The field at <paramref name="path"/> is wrong.</summary>
    public static RpcException Invalid(string path, string message, Exception? cause = null)
        => new(
            new RpcStatus(StatusCode.InvalidArgument, message)
                .WithErrorInfo("INVALID_FIELD", Domain, ("field", path))
                .WithFieldViolations((path, message)),
            cause);

    /// <summary>What the field at <paramref name="path"/> names does not exist.</summary>
    public static RpcException NotFound(string path, string message)
        => new(new RpcStatus(StatusCode.NotFound, message).WithErrorInfo("NO_SUCH_MODEL", Domain, ("field", path)));

    /// <summary>The question could not be decided within the budget.</summary>
    public static RpcException Undecided(string message, Exception cause)
        => new(new RpcStatus(StatusCode.ResourceExhausted, message).WithErrorInfo("BUDGET_EXHAUSTED", Domain), cause);

    /// <summary>An engine that was asked for is not installed.</summary>
    public static RpcException EngineMissing(string message, Exception cause)
        => new(new RpcStatus(StatusCode.FailedPrecondition, message).WithErrorInfo("ENGINE_UNAVAILABLE", Domain, ("field", "question.engine")), cause);

    /// <summary>The path of a field within another.</summary>
    public static string Path(string parent, string field) => parent.Length == 0 ? field : parent + "." + field;
}
