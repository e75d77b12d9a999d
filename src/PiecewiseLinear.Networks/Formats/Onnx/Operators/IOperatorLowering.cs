using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Turns the nodes of one family of operators into affine nodes and hidden layers.</summary>
internal interface IOperatorLowering
{
    /// <summary>The operators of the family, in the default domain.</summary>
    IReadOnlyList<string> Operators { get; }

    /// <summary>The value of the node's first output.</summary>
    /// <exception cref="RefusalException">The node is refused; the message says why.</exception>
    GraphValue Lower(NodeContext node);
}
