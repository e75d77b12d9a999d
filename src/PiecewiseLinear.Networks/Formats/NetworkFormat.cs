namespace PiecewiseLinear.Networks;

/// <summary>The format of a network file.</summary>
public enum NetworkFormat
{
    /// <summary>An ONNX model (<c>.onnx</c>).</summary>
    Onnx,

    /// <summary>The text format of the ACAS Xu networks (<c>.nnet</c>).</summary>
    NNet,

    /// <summary>A list of affine layers as JSON (<c>.json</c>).</summary>
    Layers,
}
