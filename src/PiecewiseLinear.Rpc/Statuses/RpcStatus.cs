using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace PiecewiseLinear.Rpc;

/// <summary>The outcome of a call: a code, a sentence for people and details for programs.</summary>
/// <remarks>On the wire this is <c>google.rpc.Status</c>; each detail is a message packed in an <c>Any</c>.</remarks>
public sealed class RpcStatus
{
    /// <summary>A status with details.</summary>
    /// <param name="code">How the call ended.</param>
    /// <param name="message">A sentence for the developer who called; any Unicode text.</param>
    /// <param name="details">Packed detail messages, such as <see cref="ErrorInfo"/> and <see cref="BadRequest"/>.</param>
    public RpcStatus(StatusCode code, string message, IEnumerable<Any> details)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(details);
        Code = code;
        Message = message;
        Details = [.. details];
    }

    /// <summary>A status without details.</summary>
    /// <inheritdoc cref="RpcStatus(StatusCode, string, IEnumerable{Any})" path="/param"/>
    public RpcStatus(StatusCode code, string message)
        : this(code, message, [])
    {
    }

    /// <summary>Success.</summary>
    public static RpcStatus Ok { get; } = new(StatusCode.Ok, "");

    /// <summary>How the call ended.</summary>
    public StatusCode Code { get; }

    /// <summary>A sentence for the developer who called; empty on success.</summary>
    public string Message { get; }

    /// <summary>The packed details, in order.</summary>
    public IReadOnlyList<Any> Details { get; }

    /// <summary>The same status with one more detail, packed as <c>type.googleapis.com/…</c>.</summary>
    public RpcStatus With(IMessage detail) => new(Code, Message, [.. Details, Any.Pack(detail)]);

    /// <summary>The same status with an <see cref="ErrorInfo"/>.</summary>
    /// <param name="reason">Why, in UPPER_SNAKE_CASE; stable, for programs.</param>
    /// <param name="domain">Who says so, such as the service's package.</param>
    /// <param name="facts">Names and values behind the reason.</param>
    public RpcStatus WithErrorInfo(string reason, string domain, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var info = new ErrorInfo { Reason = reason, Domain = domain };
        foreach (var (name, value) in facts)
        {
            info.Metadata.Add(name, value);
        }

        return With(info);
    }

    /// <summary>The same status with a <see cref="BadRequest"/> that lists wrong fields.</summary>
    /// <param name="violations">The path of each wrong field in the request (<c>box.upper[3]</c>) and what is wrong with it.</param>
    public RpcStatus WithFieldViolations(params ReadOnlySpan<(string Field, string Description)> violations)
    {
        var request = new BadRequest();
        foreach (var (field, description) in violations)
        {
            request.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        }

        return With(request);
    }

    /// <summary>The first detail of type <typeparamref name="T"/>, or null.</summary>
    public T? Detail<T>()
        where T : class, IMessage<T>, new()
    {
        foreach (var any in Details)
        {
            if (any.TryUnpack<T>(out var detail))
            {
                return detail;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Message.Length == 0 ? Code.ToString() : $"{Code}: {Message}";
}
