using Google.Protobuf;
using PiecewiseLinear.Networks.Formats.Onnx;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using static PiecewiseLinear.Networks.Tests.Formats.Onnx.OnnxGraphs;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

public sealed class RefusalTests
{
    [Fact]
    public void EveryOffendingNodeIsListedAtOnce()
    {
        OnnxGraphs graphs = new OnnxGraphs(1, 2)
            .Node("Tanh", "x", "a").Node("Relu", "a", "b").Node("Gelu", "b", "c").Node("Relu", "x", "d").Node("Mul", "d d", "e").Node("Frobnicate", "e", "f")
            .Node("Add", "c f", "g").Node("ArgMax", "g", "y").Doubles("w", [3, 2], 1, 2, 3, 4, 5, 6).Node("MatMul", "d w", "h").Node("Add", "h y", "z");
        graphs.Graph.Output[0].Name = "z";

        NetworkFormatException refusal = graphs.Refusal();

        Assert.Equal(6, refusal.Problems.Length);
        string[] expected =
        [
            "node 'Tanh-a', operator Tanh: it is not piecewise linear", "node 'Gelu-c', operator Gelu: it is not piecewise linear",
            "node 'Mul-e', operator Mul: it multiplies two tensors that both depend on the input", "node 'Frobnicate-f', operator Frobnicate: it is not among",
            "node 'ArgMax-y', operator ArgMax: the network is wanted", "node 'MatMul-h', operator MatMul: it multiplies 1×2 by 3×2",
        ];
        foreach ((string problem, string start) in refusal.Problems.Zip(expected))
        {
            Assert.StartsWith(start, problem, StringComparison.Ordinal);
            Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        }

        Assert.StartsWith("test.onnx: 6 problems:", refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "clip upside down", "its lower bound 1 is above its upper bound -1" },
        { "clip by data", "the bound 'min', 'x' is not a constant tensor of floats" },
        { "quantized activations", "rounds numbers that depend on the input, which is not piecewise linear" },
        { "cast to integers", "rounds numbers that depend on the input to integers" },
        { "division by data", "divides by a tensor that depends on the input" },
        { "division by zero", "divides by 0; expected a number with a finite reciprocal" },
        { "product of data", "multiplies two tensors that both depend on the input" },
        { "slope from data", "the slope 'x' is not a constant tensor" },
        { "jump", "it is not continuous (it jumps)" },
        { "control flow", "export the network by tracing" },
        { "window of padding", "lies in the padding alone" },
        { "window beyond the padding", "runtimes disagree on what count_include_pad divides by" },
        { "indices of a maximum", "its further output 'i' is used" },
        { "gather beyond", "one of its indices is 5; expected a number from -2 to 1" },
        { "gather by data", "the indices 'x' is not a constant tensor of integers" },
        { "split", "splits 2 into [1,2] for 2 outputs" },
        { "nothing left", "has no elements; expected at least one" },
        { "output_shape", "on which runtimes disagree; expected explicit pads" },
        { "cycle", "'y', which only the node 'Add-y', operator Add computes" },
        { "order", "topological order" },
        { "dangling", "uses 'nowhere', which is no input, no initializer and no output" },
        { "duplicate output", "already the name of another tensor" },
        { "duplicate initializer", "the name is given to two tensors" },
        { "two inputs", "2 inputs besides initializers ('x', 'x2'); expected one" },
        { "two outputs", "2 outputs ('y', 'y2'); expected one" },
        { "missing output", "the output 'nobody' is no input" },
        { "old opset", "version 6 of the operator set; expected 7 to 21" },
        { "new opset", "version 22 of the operator set; expected 7 to 21" },
        { "no opset", "no version of the default operator set" },
        { "two opsets", "2 versions of the default operator set; expected one" },
        { "foreign domain", "of the domain 'com.example'" },
        { "NaN weight", "its number 1 (row-major) is NaN; expected finite numbers" },
        { "external data", "outside this file, in 'weights.bin'" },
        { "truncated tensor", "it holds 1 numbers; expected as many as its shape [2]" },
        { "odd raw data", "its raw data has 7 bytes; expected a multiple of 8" },
        { "huge tensor", "expected as many as its shape [2147483647,2147483647,2147483647]" },
        { "string tensor", "its element type is STRING" },
        { "symbolic feature", "dimension 1 is 'n'; expected a fixed size" },
        { "huge input", "more than the 16777216 elements" },
        { "no shape", "not declared as a float tensor with a shape" },
        { "unknown attribute", "attribute 'colour' is none that this operator has" },
        { "wrong attribute type", "attribute 'alpha' is of type Int; expected Float" },
        { "product of tensors", "both depend on the input" },
        { "shapes", "the shapes [1,2] and [3] do not broadcast" },
        { "reshape", "cannot be given to a tensor of shape [1,2]" },
        { "reshape by data", "the shape 'x' is not a constant tensor of integers" },
        { "training dropout", "training_mode is not the constant false" },
        { "second output", "its further output 'mask' is used" },
        { "sigmoid inside", "read only at the very end" },
        { "softmax in parts", "normalizes 2 of the 4 outputs at a time" },
        { "negative variance", "expected a positive sum" },
        { "conv weights from data", "the kernel 'x' is not a constant" },
        { "huge padding", "more than the 16777216 elements" },
        { "endless product", "steps (numbers made or moved)" },
        { "empty input", "expected a fixed size" },
        { "no graph", "it holds no graph" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void EachDefectIsNamed(string defect, string expectation)
    {
        OnnxGraphs graphs = Graph(defect);
        NetworkFormatException refusal = graphs.Refusal();
        Assert.Contains(expectation, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.onnx: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyLargeTensorsAreRefusedBeforeMemoryRunsOut()
    {
        LoweringGraph graph = new("x", 1 << 24, new WorkBudget(1 << 20));
        for (int i = 0; i < 7; i++)
        {
            graph.AddRelu(i, "r");
        }

        Assert.Contains("more than the 134217728 numbers", Assert.Throws<RefusalException>(() => graph.AddRelu(7, "r")).Message, StringComparison.Ordinal);
    }

    private static OnnxGraphs Graph(string defect)
    {
        OnnxGraphs g = new(1, 2);
        switch (defect)
        {
            case "clip upside down": return g.Doubles("lo", [], 1).Doubles("hi", [], -1).Node("Clip", "x lo hi", "y");
            case "clip by data": return g.Node("Clip", "x x", "y");
            case "quantized activations": return g.Doubles("s", [], 0.5).Node("QuantizeLinear", "x s", "q").Node("DequantizeLinear", "q s", "y");
            case "cast to integers": return g.Node("Cast", "x", "y", Integer("to", (int)DataType.Int64));
            case "division by data": return g.Doubles("c", [2], 1, 2).Node("Div", "c x", "y");
            case "division by zero": return g.Doubles("c", [2], 1, 0).Node("Div", "x c", "y");
            case "product of data": return g.Node("Mul", "x x", "y");
            case "slope from data": return g.Node("PRelu", "x x", "y");
            case "jump": return g.Node("Floor", "x", "y");
            case "control flow": return g.Node("If", "x", "y");
            case "window of padding": return new OnnxGraphs(1, 1, 2).Node("MaxPool", "x", "y", Sizes("kernel_shape", 1), Sizes("pads", 1, 0));
            case "window beyond the padding":
                return new OnnxGraphs(1, 1, 5).Node("AveragePool", "x", "y", Sizes("kernel_shape", 2), Sizes("strides", 2), Integer("ceil_mode", 1), Integer("count_include_pad", 1));
            case "indices of a maximum": return new OnnxGraphs(1, 1, 2).Node("MaxPool", "x", "m i", Sizes("kernel_shape", 1)).Node("Gather", "m i", "y");
            case "gather beyond": return g.Integers("i", 5).Node("Gather", "x i", "y", Integer("axis", 1));
            case "gather by data": return g.Node("Gather", "x x", "y");
            case "split": return g.Integers("s", 1, 2).Node("Split", "x s", "a b", Integer("axis", 1)).Node("Add", "a b", "y");
            case "nothing left": return g.Integers("a", 0).Node("Slice", "x a a", "s").Node("Relu", "s", "y");
            case "output_shape": return new OnnxGraphs(1, 1, 2).Doubles("k", [1, 1, 2], 1, 2).Node("ConvTranspose", "x k", "y", Sizes("output_shape", 4));
            case "cycle": return g.Node("Add", "x b", "a").Node("Relu", "y", "b").Node("Add", "a x", "y");
            case "order": return g.Node("Relu", "a", "y").Node("Relu", "x", "a");
            case "dangling": return g.Node("Add", "x nowhere", "y");
            case "duplicate output": return g.Node("Relu", "x", "y").Node("Identity", "x", "y");
            case "duplicate initializer": return g.Node("Add", "x c", "y").Doubles("c", [1], 1).Doubles("c", [1], 2);
            case "two inputs": g.Graph.Input.Add(Tensor("x2", 1, 2)); return g.Node("Add", "x x2", "y");
            case "two outputs": g.Graph.Output.Add(Tensor("y2")); return g.Node("Relu", "x", "y").Node("Relu", "y", "y2");
            case "missing output": g.Graph.Output[0].Name = "nobody"; return g.Node("Relu", "x", "y");
            case "old opset": g.Model.OpsetImport[0].Version = 6; return g.Node("Relu", "x", "y");
            case "new opset": g.Model.OpsetImport[0].Version = 22; return g.Node("Relu", "x", "y");
            case "two opsets": g.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 9 }); return g.Node("Relu", "x", "y");
            case "no opset": g.Model.OpsetImport.Clear(); return g.Node("Relu", "x", "y");
            case "foreign domain": g.Node("Relu", "x", "y").Graph.Node[0].Domain = "com.example"; return g;
            case "NaN weight": return g.Node("Add", "x c", "y").Doubles("c", [2], 1, double.NaN);
            case "external data": return g.Node("Add", "x c", "y").Initializer(External());
            case "truncated tensor": return g.Node("Add", "x c", "y").Doubles("c", [2], 1);
            case "odd raw data":
                return g.Node("Add", "x c", "y").Initializer(new TensorProto { Name = "c", DataType = (int)DataType.Double, RawData = ByteString.CopyFrom(new byte[7]) });
            case "huge tensor": return g.Node("Add", "x c", "y").Doubles("c", [int.MaxValue, int.MaxValue, int.MaxValue], 1);
            case "string tensor": return g.Node("Add", "x c", "y").Initializer(new TensorProto { Name = "c", DataType = (int)DataType.String });
            case "symbolic feature": g.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimParam = "n"; return g.Node("Relu", "x", "y");
            case "huge input": return new OnnxGraphs(1, 100_000, 100_000, 100_000).Node("Relu", "x", "y");
            case "no shape": g.Graph.Input[0].Type.TensorType.Shape = null; return g.Node("Relu", "x", "y");
            case "unknown attribute": return g.Node("Relu", "x", "y", Float("colour", 1));
            case "wrong attribute type": return g.Doubles("w", [2, 2], 1, 2, 3, 4).Node("Gemm", "x w", "y", Integer("alpha", 1));
            case "product of tensors": return new OnnxGraphs(2, 2).Node("Relu", "x", "a").Node("MatMul", "a x", "y");
            case "shapes": return g.Node("Add", "x c", "y").Doubles("c", [3], 1, 2, 3);
            case "reshape": return g.Node("Reshape", "x s", "y").Integers("s", 3, -1);
            case "reshape by data": return g.Node("Reshape", "x x", "y");
            case "training dropout":
                return g.Node("Dropout", "x - t", "y").Initializer(new TensorProto { Name = "t", DataType = (int)DataType.Bool, Int32Data = { 1 } });
            case "second output": return g.Node("Dropout", "x", "a mask").Node("Add", "a mask", "y");
            case "sigmoid inside": return g.Node("Sigmoid", "x", "a").Node("Relu", "a", "y");
            case "softmax in parts": return new OnnxGraphs(2, 2).Node("Softmax", "x", "y", Integer("axis", 1));
            case "negative variance":
                return g.Doubles("o", [2], 1, 1).Doubles("v", [2], 1, -1).Node("BatchNormalization", "x o o o v", "y");
            case "conv weights from data": return new OnnxGraphs(1, 2, 3).Node("Conv", "x x", "y");
            case "huge padding": return new OnnxGraphs(1, 1, 2).Doubles("k", [1, 1, 1], 1).Node("Conv", "x k", "y", Sizes("pads", 1 << 24, 1 << 24));
            case "endless product": return new OnnxGraphs(1 << 18, 64).Doubles("w", [64, 64], new double[64 * 64]).Node("MatMul", "x w", "y");
            case "empty input": return new OnnxGraphs(1, 0).Node("Relu", "x", "y");
            case "no graph": g.Model.Graph = null; return g;
            default: throw new ArgumentOutOfRangeException(nameof(defect), defect, "no such defect");
        }
    }

    private static TensorProto External()
    {
        TensorProto tensor = new() { Name = "c", DataType = (int)DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
        return tensor;
    }
}
