namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>What a tensor of the ONNX graph is. A closed hierarchy.</summary>
internal abstract record GraphValue(TensorShape Shape);

/// <summary>A tensor whose numbers are known.</summary>
internal sealed record ConstantValue(ConstantTensor Tensor) : GraphValue(Tensor.Shape);

/// <summary>A tensor computed from the network's input; its components are those of the expression, row-major.</summary>
internal sealed record FlowValue(TensorShape Shape, AffineExpression Expression) : GraphValue(Shape);
