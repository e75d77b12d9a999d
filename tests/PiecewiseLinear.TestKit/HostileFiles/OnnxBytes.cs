using System.Runtime.InteropServices;

namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>An ONNX model from x to y, written field by field with names as short as they are given.</summary>
public sealed class OnnxBytes
{
    private const int Float = 1, Int64 = 7, Double = 11;

    public OnnxBytes(params long[] inputShape)
    {
        Graph.Message(11, Tensor("x", inputShape)).Message(12, Tensor("y", []));
    }

    /// <summary>The fields of the graph so far.</summary>
    public WireBytes Graph { get; } = new();

    /// <summary>The version of the operator set.</summary>
    public int Opset { get; init; } = 13;

    /// <summary>A node; inputs and outputs are apart by blanks.</summary>
    public OnnxBytes Node(string operatorName, string inputs, string outputs, params WireBytes[] attributes)
    {
        WireBytes node = new();
        foreach (string input in inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            node.Text(1, input);
        }

        foreach (string output in outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            node.Text(2, output);
        }

        node.Text(4, operatorName);
        foreach (WireBytes attribute in attributes)
        {
            node.Message(5, attribute);
        }

        Graph.Message(1, node);
        return this;
    }

    /// <summary>A chain of one operator from <paramref name="first"/> to y, each node with the same further inputs.</summary>
    public OnnxBytes Chain(int length, string operatorName, string first, string further = "", params WireBytes[] attributes)
    {
        for (int i = 0; i < length; i++)
        {
            Node(operatorName, $"{(i == 0 ? first : $"t{i - 1}")} {further}", i == length - 1 ? "y" : $"t{i}", attributes);
        }

        return this;
    }

    public OnnxBytes Integers(string name, params long[] values)
    {
        Graph.Message(5, new WireBytes().Packed(1, [values.Length]).Number(2, Int64).Packed(7, values).Text(8, name));
        return this;
    }

    public OnnxBytes Doubles(string name, long[] shape, params double[] values)
    {
        Graph.Message(5, new WireBytes().Packed(1, shape).Number(2, Double).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<double>(values).ToArray()));
        return this;
    }

    /// <summary>A tensor of one repeated number, computed by ConstantOfShape.</summary>
    public OnnxBytes Filled(string name, double value, params long[] shape)
    {
        WireBytes single = new WireBytes().Packed(1, [1]).Number(2, Double).Bytes(9, BitConverter.GetBytes(value));
        return Integers(name + "s", shape).Node("ConstantOfShape", name + "s", name, new WireBytes().Text(1, "value").Message(5, single).Number(20, 4));
    }

    public byte[] ToArray() => new WireBytes().Number(1, 8).Message(8, new WireBytes().Number(2, Opset)).Message(7, Graph).ToArray();

    public static WireBytes Integer(string name, long value) => new WireBytes().Text(1, name).Number(3, value).Number(20, 2);

    public static WireBytes Sizes(string name, params long[] values) => new WireBytes().Text(1, name).Packed(8, values).Number(20, 7);

    public static WireBytes Tensor(string name, params long[] shape)
    {
        WireBytes dimensions = new();
        foreach (long size in shape)
        {
            dimensions.Message(1, new WireBytes().Number(1, size));
        }

        return new WireBytes().Text(1, name).Message(2, new WireBytes().Message(1, new WireBytes().Number(1, Float).Message(2, dimensions)));
    }
}
