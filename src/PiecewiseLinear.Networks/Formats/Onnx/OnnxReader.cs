using System.Collections.Immutable;
using Google.Protobuf;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using PiecewiseLinear.Networks.Formats.Onnx.Wire;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>Reads an ONNX model with one input and one output and lowers it to affine nodes and hidden layers.</summary>
internal static class OnnxReader
{
    private const int OldestOpset = 7;
    private const int NewestOpset = 21;

    public static (ReluNetwork Network, ImportReport Report) Read(ReadOnlyMemory<byte> bytes, string fileName) => Read(bytes, fileName, new WorkBudget(bytes.Length));

    /// <summary>Reads a model within a budget, which then tells how much work it was.</summary>
    public static (ReluNetwork Network, ImportReport Report) Read(ReadOnlyMemory<byte> bytes, string fileName, WorkBudget work)
    {
        GraphProto graph = Parse(bytes, fileName, out ModelProto model);
        List<string> problems = [];
        long opset = OpsetOf(model, problems);
        GraphIndex index = new(graph, problems);
        List<string> notes = [];
        TensorDescription? input = InputOf(index, work, notes, problems);
        if (graph.Output.Count != 1)
        {
            problems.Add($"the model has {graph.Output.Count} outputs ({Names(graph.Output)}); expected one");
        }

        foreach (SparseTensorProto sparse in graph.SparseInitializer)
        {
            problems.Add($"initializer '{sparse.Values?.Name}': it is stored in sparse form; expected a dense tensor");
        }

        if (problems.Count > 0 || input is null)
        {
            throw new NetworkFormatException(fileName, problems);
        }

        int skipped = graph.Node.Count - index.NeededNodes.Count();
        if (skipped > 0)
        {
            notes.Add($"{skipped} nodes that the output does not depend on were left out");
        }

        string outputName = graph.Output[0].Name;
        GraphLowering lowering = new(index, input, new ImportScope(outputName, opset, notes, work), problems);
        if (lowering.Run() is not var (network, shape))
        {
            throw new NetworkFormatException(fileName, problems);
        }

        return (network, new ImportReport(input, new TensorDescription(outputName, shape.Dimensions), (int)opset, lowering.Tail, [.. notes]));
    }

    private static GraphProto Parse(ReadOnlyMemory<byte> bytes, string fileName, out ModelProto model)
    {
        try
        {
            WireCheck.Run(bytes.Span);
            model = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or RefusalException)
        {
            throw new NetworkFormatException(fileName, $"it is not a whole ONNX model: {exception.Message}", exception);
        }

        return model.Graph ?? throw new NetworkFormatException(fileName, "it holds no graph; expected an ONNX model");
    }

    private static long OpsetOf(ModelProto model, List<string> problems)
    {
        OperatorSetIdProto[] defaults = [.. model.OpsetImport.Where(static set => set.Domain is "" or "ai.onnx")];
        OperatorSetIdProto? imported = defaults.FirstOrDefault();
        if (defaults.Length > 1)
        {
            problems.Add($"it states {defaults.Length} versions of the default operator set; expected one");
        }
        else if (imported is null)
        {
            problems.Add("it states no version of the default operator set; expected opset_import with a version from 7 to 21");
        }
        else if (imported.Version is < OldestOpset or > NewestOpset)
        {
            problems.Add($"it uses version {imported.Version} of the operator set; expected {OldestOpset} to {NewestOpset}");
        }

        return imported?.Version ?? 0;
    }

    private static TensorDescription? InputOf(GraphIndex index, WorkBudget work, List<string> notes, List<string> problems)
    {
        if (index.Inputs is not [{ } input])
        {
            problems.Add($"the model has {index.Inputs.Length} inputs besides initializers ({Names(index.Inputs)}); expected one");
            return null;
        }

        TypeProto.Types.Tensor? type = input.Type?.TensorType;
        if (type?.Shape is null || (DataType)type.ElemType is not (DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16))
        {
            problems.Add($"input '{input.Name}': it is not declared as a float tensor with a shape");
            return null;
        }

        ImmutableArray<int>.Builder shape = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < type.Shape.Dim.Count; i++)
        {
            shape.Add(SizeOf(type.Shape.Dim[i], i, input.Name, notes, problems));
        }

        try
        {
            work.Spend(4, TensorShape.Of(shape).Count);
        }
        catch (RefusalException refusal)
        {
            problems.Add($"input '{input.Name}': {refusal.Message}");
        }

        return new TensorDescription(input.Name, shape.ToImmutable());
    }

    /// <summary>A dimension's size; the leading one, the batch, is 1 where it is symbolic, absent, 0 or −1.</summary>
    private static int SizeOf(TensorShapeProto.Types.Dimension dimension, int axis, string inputName, List<string> notes, List<string> problems)
    {
        bool stated = dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue;
        if (stated && dimension.DimValue is > 0 and <= int.MaxValue)
        {
            return (int)dimension.DimValue;
        }

        string found = stated ? $"{dimension.DimValue}" : dimension.DimParam.Length > 0 ? $"'{dimension.DimParam}'" : "not stated";
        if (axis == 0 && !(stated && dimension.DimValue > 0))
        {
            notes.Add($"the leading dimension of input '{inputName}' is {found}; it was taken as a batch of 1");
        }
        else
        {
            problems.Add($"input '{inputName}': dimension {axis} is {found}; expected a fixed size (only the leading dimension may be symbolic)");
        }

        return 1;
    }

    private static string Names(IEnumerable<ValueInfoProto> tensors) => string.Join(", ", tensors.Select(static tensor => $"'{tensor.Name}'"));
}
