using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Identity, and Dropout as it is at inference: the tensor itself.</summary>
internal sealed class IdentityLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Identity", "Dropout"];

    public GraphValue Lower(NodeContext node)
    {
        if (string.Equals(node.Node.OpType, "Identity", StringComparison.Ordinal))
        {
            node.ExpectInputs(1, 1);
            return node.Input(0);
        }

        node.ExpectInputs(1, 3);
        node.Attributes.Ignore("ratio");
        node.Attributes.Ignore("seed");
        if (node.Optional(2) is { } training && training is not ConstantValue { Tensor.Integers: [0] })
        {
            throw new RefusalException("its training_mode is not the constant false; export the network for inference (in PyTorch: model.eval())");
        }

        node.Note("Dropout is the identity at inference; it was dropped");
        return node.Input(0);
    }
}
