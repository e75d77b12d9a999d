namespace PiecewiseLinear.Networks;

/// <summary>The names of formats on the wire, in JSON and in messages.</summary>
public static class NetworkFormatNames
{
    /// <summary><c>onnx</c>, <c>nnet</c> or <c>json</c>.</summary>
    public static string Name(this NetworkFormat format)
        => format switch
        {
            NetworkFormat.Onnx => "onnx",
            NetworkFormat.NNet => "nnet",
            NetworkFormat.Layers => "json",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "expected a known format"),
        };
}
