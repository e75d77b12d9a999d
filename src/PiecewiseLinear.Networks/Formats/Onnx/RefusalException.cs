namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>Why a tensor or a node is refused; caught at the node, which adds its name, so that all refusals are listed together.</summary>
internal sealed class RefusalException(string message) : Exception(message);
