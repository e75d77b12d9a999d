using PiecewiseLinear.Networks.Formats.Onnx.Writing;

namespace PiecewiseLinear.Networks;

/// <summary>Writes networks as files.</summary>
public static class NetworkWriter
{
    /// <summary>
    /// The network as an ONNX model of opset 13 with the input x of shape [1, inputs] and the output y of shape [1, outputs], in float32
    /// where every weight is a float32, else in float64. <see cref="NetworkFile.Parse"/> reads back exactly the same function with the same
    /// hidden layers. Matrices are written dense: the structure of convolutions is not recovered. O(weights), sparse ones counted dense.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="tail">The function that was dropped after the output at import; it is written back.</param>
    /// <exception cref="NotSupportedException">A matrix would have more than 2^24 numbers, or a mean is over too many.</exception>
    public static byte[] ToOnnx(ReluNetwork network, NetworkTail tail = NetworkTail.None) => OnnxWriter.Write(network, tail);
}
