using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc;

/// <summary>Which sides of a method stream.</summary>
public enum StreamingKind
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>One request, many responses.</summary>
    ServerStreaming,

    /// <summary>Many requests, one response.</summary>
    ClientStreaming,

    /// <summary>Many requests, many responses, in any interleaving.</summary>
    DuplexStreaming,
}

/// <summary>Reads the streaming kind off a descriptor.</summary>
internal static class StreamingKinds
{
    public static StreamingKind StreamingKind(this MethodDescriptor method) => (method.IsClientStreaming, method.IsServerStreaming) switch
    {
        (false, false) => Rpc.StreamingKind.Unary,
        (false, true) => Rpc.StreamingKind.ServerStreaming,
        (true, false) => Rpc.StreamingKind.ClientStreaming,
        (true, true) => Rpc.StreamingKind.DuplexStreaming,
    };

    /// <summary><c>package.Service/Method</c>.</summary>
    public static string CallName(this MethodDescriptor method) => $"{method.Service.FullName}/{method.Name}";
}
