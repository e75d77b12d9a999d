using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using AttributeType = PiecewiseLinear.Networks.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>The attributes of a node by name. Those that no lowering asked for are refused: they might change the meaning.</summary>
internal sealed class NodeAttributes
{
    private readonly Dictionary<string, AttributeProto> _attributes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public NodeAttributes(NodeProto node)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.RefAttrName.Length > 0)
            {
                throw new RefusalException($"attribute '{attribute.Name}' refers to a parameter of a function; expected a model with its functions inlined");
            }

            if (attribute.Type is not (AttributeType.Undefined or AttributeType.Float or AttributeType.Int or AttributeType.String or AttributeType.Tensor or AttributeType.Floats or AttributeType.Ints))
            {
                throw new RefusalException($"attribute '{attribute.Name}' is of type {attribute.Type}; expected a number, numbers, a text or a tensor");
            }

            if (!_attributes.TryAdd(attribute.Name, attribute))
            {
                throw new RefusalException($"attribute '{attribute.Name}' is given twice");
            }
        }
    }

    public long Integer(string name, long otherwise) => Find(name, AttributeType.Int)?.I ?? otherwise;

    public double Float(string name, float otherwise)
    {
        float value = Find(name, AttributeType.Float)?.F ?? otherwise;
        return float.IsFinite(value) ? value : throw new RefusalException($"attribute '{name}' is {value}; expected a finite number");
    }

    public long[]? Integers(string name) => Find(name, AttributeType.Ints) is { } found ? [.. found.Ints] : null;

    public double[]? Floats(string name) => Find(name, AttributeType.Floats) is { } found ? [.. found.Floats.Select(static value => (double)value)] : null;

    public string? Text(string name) => Find(name, AttributeType.String)?.S.ToStringUtf8();

    public ConstantTensor? Tensor(string name) => Find(name, AttributeType.Tensor)?.T is { } tensor ? TensorReader.Read(tensor) : null;

    public bool Has(string name) => _attributes.ContainsKey(name);

    /// <summary>Accepts an attribute that cannot change the value computed.</summary>
    public void Ignore(string name) => _asked.Add(name);

    /// <summary>Refuses attributes that nobody asked for.</summary>
    public void ExpectAllAsked()
    {
        string[] unknown = [.. _attributes.Keys.Where(name => !_asked.Contains(name))];
        if (unknown.Length > 0)
        {
            throw new RefusalException($"attribute {string.Join(", ", unknown.Select(static name => $"'{name}'"))} is none that this operator has here");
        }
    }

    private AttributeProto? Find(string name, AttributeType type)
    {
        _asked.Add(name);
        if (!_attributes.TryGetValue(name, out AttributeProto? attribute))
        {
            return null;
        }

        return attribute.Type == type || attribute.Type == AttributeType.Undefined
            ? attribute
            : throw new RefusalException($"attribute '{name}' is of type {attribute.Type}; expected {type}");
    }
}
