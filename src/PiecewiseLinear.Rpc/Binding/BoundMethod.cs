using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Dispatch;

namespace PiecewiseLinear.Rpc.Binding;

/// <summary>A method of a descriptor and the code that answers it.</summary>
/// <param name="Descriptor">The method.</param>
/// <param name="Invoke">Reads the requests, runs the handler, writes the responses.</param>
internal sealed record BoundMethod(MethodDescriptor Descriptor, Func<ServerCall, CallContext, Task> Invoke);
