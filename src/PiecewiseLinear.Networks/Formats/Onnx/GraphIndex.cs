using PiecewiseLinear.Networks.Formats.Onnx.Schema;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>Who computes and who uses each tensor of a graph, and which nodes the output needs at all.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, int> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly bool[] _needed;

    public GraphIndex(GraphProto graph, List<string> problems)
    {
        Graph = graph;
        Initializers = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!Initializers.TryAdd(tensor.Name, tensor))
            {
                problems.Add($"initializer '{tensor.Name}': the name is given to two tensors");
            }
        }

        Inputs = [.. graph.Input.Where(input => !Initializers.ContainsKey(input.Name))];
        HashSet<string> inputNames = new(Inputs.Select(static input => input.Name), StringComparer.Ordinal);
        for (int n = 0; n < graph.Node.Count; n++)
        {
            foreach (string output in graph.Node[n].Output.Where(static name => name.Length > 0))
            {
                if (!_producers.TryAdd(output, n) || Initializers.ContainsKey(output) || inputNames.Contains(output))
                {
                    problems.Add($"{Label(n)}: its output '{output}' is already the name of another tensor");
                }
            }
        }

        _needed = new bool[graph.Node.Count];
        foreach (ValueInfoProto output in graph.Output)
        {
            Use(output.Name);
        }
    }

    public GraphProto Graph { get; }

    public Dictionary<string, TensorProto> Initializers { get; }

    /// <summary>The inputs that are no initializers.</summary>
    public ValueInfoProto[] Inputs { get; }

    /// <summary>The nodes that the output depends on, in the order of the file.</summary>
    public IEnumerable<int> NeededNodes => Enumerable.Range(0, _needed.Length).Where(n => _needed[n]);

    /// <summary>How often needed nodes and the graph's output use a tensor.</summary>
    public int UsesOf(string tensor) => _uses.GetValueOrDefault(tensor);

    /// <summary>A node as messages call it.</summary>
    public string Label(int node)
    {
        NodeProto proto = Graph.Node[node];
        string name = proto.Name.Length > 0 ? $"'{Short(proto.Name)}'" : $"#{node}{(proto.Output.Count > 0 ? $" (output '{Short(proto.Output[0])}')" : "")}";
        return $"node {name}, operator {(proto.Domain is "" or "ai.onnx" ? "" : Short(proto.Domain) + ".")}{Short(proto.OpType)}";
    }

    /// <summary>Why a tensor that no earlier node computed is not there.</summary>
    public string ExplainMissing(string tensor)
        => _producers.TryGetValue(tensor, out int producer)
            ? $"it uses '{Short(tensor)}', which only the {Label(producer)} computes, and that does not come before; expected nodes in topological order, without cycles"
            : $"it uses '{Short(tensor)}', which is no input, no initializer and no output of a node";

    /// <summary>A name as messages spell it: long ones are cut.</summary>
    private static string Short(string name) => name.Length <= 200 ? name : $"{name.AsSpan(0, 100)}… ({name.Length} characters)";

    private void Use(string outputName)
    {
        Stack<string> waiting = new([outputName]);
        while (waiting.TryPop(out string? tensor))
        {
            _uses[tensor] = _uses.GetValueOrDefault(tensor) + 1;
            if (_producers.TryGetValue(tensor, out int producer) && !_needed[producer])
            {
                _needed[producer] = true;
                foreach (string input in Graph.Node[producer].Input.Where(static name => name.Length > 0))
                {
                    waiting.Push(input);
                }
            }
        }
    }
}
