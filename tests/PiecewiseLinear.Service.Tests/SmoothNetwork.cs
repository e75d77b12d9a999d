namespace PiecewiseLinear.Service.Tests;

/// <summary>An ONNX model y = Gelu(Tanh(x)), written byte by byte: two operators that are not piecewise linear.</summary>
internal static class SmoothNetwork
{
    public static byte[] Bytes()
    {
        byte[] graph =
        [
            .. Field(1, Node("Tanh", "x", "t")),
            .. Field(1, Node("Gelu", "t", "y")),
            .. Field(2, "smooth"u8.ToArray()),
            .. Field(11, Value("x")),
            .. Field(12, Value("y")),
        ];
        return [0x08, 8, .. Field(7, graph), .. Field(8, [0x10, 20])];
    }

    private static byte[] Node(string type, string input, string output)
        => [.. Field(1, Text(input)), .. Field(2, Text(output)), .. Field(3, Text(type.ToLowerInvariant())), .. Field(4, Text(type))];

    /// <summary>A float tensor of shape [1, 2].</summary>
    private static byte[] Value(string name)
        => [.. Field(1, Text(name)), .. Field(2, Field(1, [0x08, 1, .. Field(2, [.. Field(1, [0x08, 1]), .. Field(1, [0x08, 2])])]))];

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>A length-delimited field of less than 16384 bytes.</summary>
    private static byte[] Field(int number, byte[] content)
        => [(byte)((number << 3) | 2), .. content.Length < 128 ? [(byte)content.Length] : new[] { (byte)(content.Length | 128), (byte)(content.Length >> 7) }, .. content];
}
