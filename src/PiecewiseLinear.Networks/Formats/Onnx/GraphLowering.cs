using System.Runtime.InteropServices;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using PiecewiseLinear.Networks.Formats.Onnx.Operators;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>Lowers the nodes of a graph in the order of the file. A refused node does not stop the walk, so that all are found.</summary>
internal sealed class GraphLowering
{
    private readonly GraphIndex _index;
    private readonly LoweringGraph _network;
    private readonly ImportScope _scope;
    private readonly List<string> _problems;

    /// <summary>The tensors so far; null for those that a refused node should have computed.</summary>
    private readonly Dictionary<string, GraphValue?> _values = new(StringComparer.Ordinal);

    public GraphLowering(GraphIndex index, TensorDescription input, ImportScope scope, List<string> problems)
    {
        TensorShape shape = new(input.Shape);
        (_index, _scope, _problems) = (index, scope, problems);
        _network = new LoweringGraph(input.Name, shape.Count, scope.Work);
        _values[input.Name] = new FlowValue(shape, AffineExpression.OfNode(0, shape.Count));
    }

    /// <summary>The tail that was dropped.</summary>
    public NetworkTail Tail { get; private set; }

    /// <summary>The output; null when anything was refused.</summary>
    public (ReluNetwork Network, TensorShape Shape)? Run()
    {
        foreach (int node in _index.NeededNodes)
        {
            try
            {
                Define(_index.Graph.Node[node].Output[0], Lower(node));
            }
            catch (RefusalException refusal)
            {
                Refuse(node, refusal.Message);
            }
            catch (OverflowException)
            {
                Refuse(node, "its sizes multiply to more than 2^31 numbers");
            }
        }

        if (!TryValue(_scope.OutputName, out GraphValue? output))
        {
            _problems.Add($"the output '{_scope.OutputName}' is no input, no initializer and no output of a node");
        }

        if (_problems.Count > 0 || output is null)
        {
            return null;
        }

        try
        {
            FlowValue flow = NodeContext.AsFlow(output);
            return (_network.Build(_network.Materialize(flow.Expression, _scope.OutputName)), flow.Shape);
        }
        catch (RefusalException refusal)
        {
            _problems.Add($"the output '{_scope.OutputName}': {refusal.Message}");
            return null;
        }
    }

    private GraphValue? Lower(int index)
    {
        NodeProto node = _index.Graph.Node[index];
        _scope.Work.Spend(WorkBudget.StepsPerNode + node.Input.Count + node.Output.Count);
        IOperatorLowering lowering = (node.Domain is "" or "ai.onnx" ? OperatorRegistry.Find(node.OpType) : null)
            ?? throw new RefusalException(node.Domain is "" or "ai.onnx" ? OperatorRegistry.Explain(node.OpType) : $"its operators are of the domain '{node.Domain}'; expected the default one");
        GraphValue?[] inputs = new GraphValue?[node.Input.Count];
        bool known = true;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Input[i].Length > 0)
            {
                if (!TryValue(node.Input[i], out inputs[i]))
                {
                    throw new RefusalException(_index.ExplainMissing(node.Input[i]));
                }

                known &= inputs[i] is not null;
            }
        }

        if (!known)
        {
            foreach (string further in node.Output.Skip(1))
            {
                _values[further] = null;
            }

            return null;
        }

        NodeContext context = new(node, _index.Label(index), inputs, _network, _scope);
        GraphValue value = lowering.Lower(context);
        context.Attributes.ExpectAllAsked();
        Tail = context.Tail == NetworkTail.None ? Tail : context.Tail;
        for (int i = 1; i < node.Output.Count; i++)
        {
            if (context.FurtherOutputs.TryGetValue(i, out GraphValue? further))
            {
                Define(node.Output[i], further);
            }
            else if (_index.UsesOf(node.Output[i]) > 0)
            {
                throw new RefusalException($"its further output '{node.Output[i]}' is used; expected only the first");
            }
        }

        return value;
    }

    /// <summary>Names the value of a node. What several nodes use becomes a node now, so that nothing is computed twice.</summary>
    private void Define(string name, GraphValue? value)
    {
        if (value is FlowValue { Expression: { Terms.IsEmpty: true, Bias: var numbers } })
        {
            value = new ConstantValue(ConstantTensor.Of(value.Shape, ImmutableCollectionsMarshal.AsArray(numbers)!));
        }

        if (value is FlowValue flow && _index.UsesOf(name) > 1)
        {
            value = flow with { Expression = _network.AsNode(flow.Expression, name) };
        }

        _values[name] = value;
    }

    private bool TryValue(string name, out GraphValue? value)
    {
        if (_values.TryGetValue(name, out value))
        {
            return true;
        }

        if (!_index.Initializers.TryGetValue(name, out TensorProto? tensor))
        {
            return false;
        }

        try
        {
            value = new ConstantValue(TensorReader.Read(tensor));
        }
        catch (RefusalException refusal)
        {
            _problems.Add($"initializer '{name}': {refusal.Message}");
        }

        _values[name] = value;
        return true;
    }

    private void Refuse(int node, string why)
    {
        _problems.Add($"{_index.Label(node)}: {why}");
        foreach (string output in _index.Graph.Node[node].Output)
        {
            _values[output] = null;
        }
    }
}
