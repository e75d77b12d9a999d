using PiecewiseLinear.Networks.Formats.Onnx.Schema;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>One node of the ONNX graph while it is lowered: its inputs, its attributes and where its value goes.</summary>
internal sealed class NodeContext
{
    private readonly GraphValue?[] _inputs;
    private readonly string _label;
    private readonly List<string> _notes;

    public NodeContext(NodeProto node, string label, GraphValue?[] inputs, LoweringGraph graph, ImportScope shape)
    {
        (Node, _label, _inputs, Graph, Opset, _notes) = (node, label, inputs, graph, shape.Opset, shape.Notes);
        IsNetworkOutput = node.Output.Count > 0 && string.Equals(node.Output[0], shape.OutputName, StringComparison.Ordinal);
        Attributes = new NodeAttributes(node);
        Algebra = new AffineAlgebra(graph, OutputName);
    }

    public NodeProto Node { get; }

    public string OutputName => Node.Output[0];

    /// <summary>Whether the node computes the network's output.</summary>
    public bool IsNetworkOutput { get; }

    public long Opset { get; }

    public NodeAttributes Attributes { get; }

    public LoweringGraph Graph { get; }

    public AffineAlgebra Algebra { get; }

    /// <summary>The work of the lowering.</summary>
    public WorkBudget Work => Graph.Work;

    /// <summary>The function that was dropped after this node, if this node is one.</summary>
    public NetworkTail Tail { get; set; }

    /// <summary>The values of outputs after the first, of an operator that has several.</summary>
    public Dictionary<int, GraphValue> FurtherOutputs { get; } = [];

    /// <summary>The number of inputs, omitted ones at the end not counted.</summary>
    public int InputCount => _inputs.Length;

    /// <summary>Input <paramref name="index"/>; refused when omitted.</summary>
    public GraphValue Input(int index)
        => Optional(index) ?? throw new RefusalException($"input {index} is missing");

    /// <summary>Input <paramref name="index"/>, or null when omitted.</summary>
    public GraphValue? Optional(int index) => index < _inputs.Length ? _inputs[index] : null;

    /// <summary>Input <paramref name="index"/> as an expression; a constant is one without terms.</summary>
    public FlowValue Flow(int index) => AsFlow(Input(index));

    /// <summary>The input as a node (a constant as it is), so that what uses it several times does not compute it several times.</summary>
    public FlowValue Shared(int index) => Shared(Flow(index));

    /// <summary>The value as a node (a constant as it is), so that what uses it several times does not compute it several times.</summary>
    public FlowValue Shared(FlowValue value)
        => value.Expression.Terms.IsEmpty ? value : value with { Expression = Graph.AsNode(value.Expression, OutputName) };

    /// <summary>The numbers of an input that must be constant.</summary>
    public (TensorShape Shape, double[] Values) Floats(int index, string role)
        => Input(index) is ConstantValue { Tensor: { Floats: { } values, Shape: var shape } }
            ? (shape, values)
            : throw new RefusalException($"{role} '{Node.Input[index]}' is not a constant tensor of floats; expected an initializer or a Constant");

    /// <summary>The integers of an input that must be constant.</summary>
    public long[] Integers(int index, string role)
        => Input(index) is ConstantValue { Tensor.Integers: { } values }
            ? values
            : throw new RefusalException($"{role} '{Node.Input[index]}' is not a constant tensor of integers; expected an initializer or a Constant");

    /// <summary>Integers that operators have as an attribute up to some opset and as a constant input since; null where not given.</summary>
    public long[]? IntegersSince(long opset, int index, string attribute)
        => Opset < opset ? Attributes.Integers(attribute) : Optional(index) is null ? null : Integers(index, $"the input '{attribute}'");

    /// <summary>A tensor as an expression.</summary>
    public static FlowValue AsFlow(GraphValue value)
        => value switch
        {
            FlowValue flow => flow,
            ConstantValue { Tensor.Floats: { } values } => new FlowValue(value.Shape, AffineExpression.OfConstant(values)),
            _ => throw new RefusalException("an integer tensor where numbers of the network are expected"),
        };

    /// <summary>Records in the report what was done.</summary>
    public void Note(string what) => _notes.Add($"{_label}: {what}");

    public void ExpectInputs(int least, int most)
    {
        if (InputCount < least || InputCount > most)
        {
            throw new RefusalException($"it has {InputCount} inputs; expected {(least == most ? $"{least}" : $"{least} to {most}")}");
        }
    }
}

/// <summary>What all nodes of one import share.</summary>
internal sealed record ImportScope(string OutputName, long Opset, List<string> Notes, WorkBudget Work);
