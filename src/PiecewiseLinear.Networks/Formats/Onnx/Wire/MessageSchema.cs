namespace PiecewiseLinear.Networks.Formats.Onnx.Wire;

/// <summary>How a field's value is stored.</summary>
internal enum FieldKind
{
    /// <summary>No field that is read: passed over, of whatever type.</summary>
    Unknown,

    /// <summary>An integer of 64 bits.</summary>
    Integer,

    /// <summary>An integer of 32 bits, or an enumeration.</summary>
    ShortInteger,

    /// <summary>Four bytes.</summary>
    Fixed32,

    /// <summary>Eight bytes.</summary>
    Fixed64,

    /// <summary>Text in UTF-8.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A message.</summary>
    Message,
}

/// <summary>A field of a message.</summary>
internal readonly record struct FieldSchema(string Name, FieldKind Kind, bool Repeated = false, MessageSchema? Message = null);

/// <summary>The fields of one of ONNX's messages that are read (protos/onnx/onnx.proto), by number.</summary>
internal sealed class MessageSchema(string name, params IEnumerable<(int Number, FieldSchema Field)> fields)
{
    private static readonly MessageSchema Dimension = new("Dimension", (1, new("dim_value", FieldKind.Integer)), (2, new("dim_param", FieldKind.Text))) { OneOf = 0b110 };
    private static readonly MessageSchema Shape = new("TensorShapeProto", (1, new("dim", FieldKind.Message, true, Dimension)));
    private static readonly MessageSchema TensorType = new("TypeProto.Tensor", (1, new("elem_type", FieldKind.ShortInteger)), (2, new("shape", FieldKind.Message, false, Shape)));
    private static readonly MessageSchema Type = new("TypeProto", (1, new("tensor_type", FieldKind.Message, false, TensorType)));
    private static readonly MessageSchema ValueInfo = new("ValueInfoProto", (1, new("name", FieldKind.Text)), (2, new("type", FieldKind.Message, false, Type)));
    private static readonly MessageSchema Entry = new("StringStringEntryProto", (1, new("key", FieldKind.Text)), (2, new("value", FieldKind.Text)));

    private static readonly MessageSchema Tensor = new(
        "TensorProto",
        (1, new("dims", FieldKind.Integer, true)),
        (2, new("data_type", FieldKind.ShortInteger)),
        (4, new("float_data", FieldKind.Fixed32, true)),
        (5, new("int32_data", FieldKind.ShortInteger, true)),
        (7, new("int64_data", FieldKind.Integer, true)),
        (8, new("name", FieldKind.Text)),
        (9, new("raw_data", FieldKind.Bytes)),
        (10, new("double_data", FieldKind.Fixed64, true)),
        (13, new("external_data", FieldKind.Message, true, Entry)),
        (14, new("data_location", FieldKind.ShortInteger)));

    private static readonly MessageSchema SparseTensor = new(
        "SparseTensorProto",
        (1, new("values", FieldKind.Message, false, Tensor)),
        (2, new("indices", FieldKind.Message, false, Tensor)),
        (3, new("dims", FieldKind.Integer, true)));

    private static readonly MessageSchema Attribute = new(
        "AttributeProto",
        (1, new("name", FieldKind.Text)),
        (2, new("f", FieldKind.Fixed32)),
        (3, new("i", FieldKind.Integer)),
        (4, new("s", FieldKind.Bytes)),
        (5, new("t", FieldKind.Message, false, Tensor)),
        (7, new("floats", FieldKind.Fixed32, true)),
        (8, new("ints", FieldKind.Integer, true)),
        (9, new("strings", FieldKind.Bytes, true)),
        (20, new("type", FieldKind.ShortInteger)),
        (21, new("ref_attr_name", FieldKind.Text)),
        (22, new("sparse_tensor", FieldKind.Message, false, SparseTensor)));

    private static readonly MessageSchema Node = new(
        "NodeProto",
        (1, new("input", FieldKind.Text, true)),
        (2, new("output", FieldKind.Text, true)),
        (3, new("name", FieldKind.Text)),
        (4, new("op_type", FieldKind.Text)),
        (5, new("attribute", FieldKind.Message, true, Attribute)),
        (7, new("domain", FieldKind.Text)));

    private static readonly MessageSchema Graph = new(
        "GraphProto",
        (1, new("node", FieldKind.Message, true, Node)),
        (2, new("name", FieldKind.Text)),
        (5, new("initializer", FieldKind.Message, true, Tensor)),
        (11, new("input", FieldKind.Message, true, ValueInfo)),
        (12, new("output", FieldKind.Message, true, ValueInfo)),
        (15, new("sparse_initializer", FieldKind.Message, true, SparseTensor)));

    private static readonly MessageSchema Opset = new("OperatorSetIdProto", (1, new("domain", FieldKind.Text)), (2, new("version", FieldKind.Integer)));

    private readonly FieldSchema[] _fields = ByNumber(fields);

    /// <summary>The message of a whole file.</summary>
    public static MessageSchema Model { get; } = new(
        "ModelProto",
        (1, new("ir_version", FieldKind.Integer)),
        (2, new("producer_name", FieldKind.Text)),
        (3, new("producer_version", FieldKind.Text)),
        (7, new("graph", FieldKind.Message, false, Graph)),
        (8, new("opset_import", FieldKind.Message, true, Opset)));

    /// <summary>The message's name.</summary>
    public string Name { get; } = name;

    /// <summary>The fields, a bit each, of which a message may have one.</summary>
    public int OneOf { get; private init; }

    /// <summary>Whether it is a named setting of an operator.</summary>
    public bool IsAttribute => ReferenceEquals(this, Attribute);

    /// <summary>The field of a number.</summary>
    public FieldSchema this[ulong number] => number < (ulong)_fields.Length ? _fields[number] : default;

    private static FieldSchema[] ByNumber(IEnumerable<(int Number, FieldSchema Field)> fields)
    {
        FieldSchema[] table = new FieldSchema[32];
        foreach ((int number, FieldSchema field) in fields)
        {
            table[number] = field;
        }

        return table;
    }
}
