using Google.Protobuf;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using AttributeType = PiecewiseLinear.Networks.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>Builds ONNX files in memory: x of some shape to y.</summary>
internal sealed class OnnxGraphs
{
    public OnnxGraphs(params long[] inputShape)
    {
        Model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "g" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });
        Model.Graph.Input.Add(Tensor("x", inputShape));
        Model.Graph.Output.Add(Tensor("y", []));
    }

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph;

    public OnnxGraphs Node(string operatorName, string inputs, string output, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = operatorName, Name = $"{operatorName}-{output}" };
        node.Input.AddRange(inputs.Split(' ').Select(name => name == "-" ? "" : name));
        node.Output.AddRange(output.Split(' '));
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return this;
    }

    public OnnxGraphs Doubles(string name, long[] shape, params double[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)DataType.Double };
        tensor.Dims.AddRange(shape);
        tensor.DoubleData.AddRange(values);
        return Initializer(tensor);
    }

    public OnnxGraphs Integers(string name, params long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        return Initializer(tensor);
    }

    public OnnxGraphs Initializer(TensorProto tensor)
    {
        Graph.Initializer.Add(tensor);
        return this;
    }

    public LoadedNetwork Load() => NetworkFile.Parse(Model.ToByteArray(), "test.onnx");

    public NetworkFormatException Refusal() => Assert.Throws<NetworkFormatException>(Load);

    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    public static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Sizes(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static ValueInfoProto Tensor(string name, params long[] shape)
    {
        TensorShapeProto dims = new();
        dims.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = dims } } };
    }
}
