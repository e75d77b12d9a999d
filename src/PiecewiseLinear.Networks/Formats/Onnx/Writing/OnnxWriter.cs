using System.Collections.Immutable;
using Google.Protobuf;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Formats.Onnx.Writing;

/// <summary>
/// Writes a network as ONNX, opset 13: a vector x of shape [1, inputs] to y of shape [1, outputs]. An affine node is MatMul (dense), Mul
/// (diagonal) or Gather (selection) a term, Add between them and for the bias, ReduceMean for a divisor; a hidden layer is Relu. The same function and the same
/// hidden layers are read back. Convolutions are written as matrices: their structure is not recovered.
/// </summary>
internal sealed class OnnxWriter
{
    /// <summary>The largest number of weights of a matrix that is written dense.</summary>
    private const long MaxDense = 1L << 24;

    private readonly GraphProto _graph = new() { Name = "network" };
    private readonly DataType _type;
    private readonly string[] _names;
    private int _tensors;

    private OnnxWriter(ReluNetwork network)
    {
        _type = StoredNumbers(network).All(static value => (double)(float)value == value) ? DataType.Float : DataType.Double;
        _names = new string[network.Nodes.Length];
    }

    /// <summary>The bytes of the model.</summary>
    /// <exception cref="NotSupportedException">A sparse matrix would have more than 2^24 numbers when written dense, or a divisor has no form in ONNX.</exception>
    public static byte[] Write(ReluNetwork network, NetworkTail tail)
    {
        OnnxWriter writer = new(network);
        writer.WriteNodes(network);
        writer.Add(tail == NetworkTail.None ? "Identity" : tail.ToString(), "y", writer._names[network.OutputNode]);
        writer._graph.Input.Add(writer.Describe("x", network.InputDimension));
        writer._graph.Output.Add(writer.Describe("y", network.OutputDimension));
        ModelProto model = new() { IrVersion = 7, ProducerName = "PiecewiseLinear", Graph = writer._graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return model.ToByteArray();
    }

    private static IEnumerable<double> StoredNumbers(ReluNetwork network)
        => network.Nodes.OfType<AffineNode>().SelectMany(static node => node.Terms.SelectMany(static term => OperatorRows.Weights(term.Operator).ToArray()).Concat(node.Bias));

    private void WriteNodes(ReluNetwork network)
    {
        _names[0] = "x";
        for (int i = 1; i < network.Nodes.Length; i++)
        {
            _names[i] = network.Nodes[i] switch
            {
                ReluNode relu => Add("Relu", $"relu_{relu.Layer}", _names[relu.Source]),
                AffineNode affine => WriteAffine(affine, i, network),
                var other => throw new InvalidOperationException($"node {i} is of the unknown kind {other.GetType().Name}"),
            };
        }
    }

    private string WriteAffine(AffineNode node, int index, ReluNetwork network)
    {
        string? sum = null;
        foreach (AffineTerm term in node.Terms)
        {
            string value = WriteTerm(term, network.Nodes[term.Source].Width);
            sum = sum is null ? value : Add("Add", Fresh("sum"), sum, value);
        }

        if (sum is null || node.Bias.AsSpan().IndexOfAnyExcept(0d) >= 0)
        {
            string bias = Store(Fresh("bias"), [1, node.Width], node.Bias);
            sum = sum is null ? bias : Add("Add", Fresh("shifted"), sum, bias);
        }

        return node.Divisor == 1 ? sum : WriteQuotient(sum, node, index);
    }

    /// <summary>v / q, exactly: ONNX has no exact division by a number, but the mean of q equal rows of which all but one are zero is one.</summary>
    private string WriteQuotient(string sum, AffineNode node, int index)
    {
        const long largest = 1L << 22;
        if ((long)node.Divisor * node.Width > largest)
        {
            throw new NotSupportedException($"node {index} ('{node.Name}') divides {node.Width} numbers by {node.Divisor}; expected at most {largest / node.Width} to write it as a mean");
        }

        string padded = Add("Pad", Fresh("padded"), sum, Store(Fresh("pads"), [0, 0, node.Divisor - 1L, 0]));
        NodeProto mean = new() { OpType = "ReduceMean", Name = $"mean_{index}" };
        mean.Input.Add(padded);
        mean.Output.Add($"mean_{index}");
        AttributeProto axes = new() { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints };
        axes.Ints.Add(0);
        mean.Attribute.Add(axes);
        _graph.Node.Add(mean);
        return mean.Output[0];
    }

    private string WriteTerm(AffineTerm term, int width)
    {
        string source = _names[term.Source];
        switch (term.Operator)
        {
            case IdentityOperator:
                return source;
            case DiagonalOperator diagonal:
                return Add("Mul", Fresh("scaled"), source, Store(Fresh("scale"), [1, width], diagonal.Diagonal));
            case var matrix when Selected(matrix) is { } indices:
                string gathered = Add("Gather", Fresh("selection"), source, Store(Fresh("indices"), indices));
                AttributeProto axis = new() { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 };
                _graph.Node[^1].Attribute.Add(axis);
                return gathered;
            case var matrix:
                return Add("MatMul", Fresh("product"), source, Store(Fresh("weights"), [matrix.Columns, matrix.Rows], Transposed(matrix)));
        }
    }

    /// <summary>The column of the single 1 in every row, or null where the matrix is none such.</summary>
    private static long[]? Selected(LinearOperator matrix)
        => matrix is SparseOperator sparse && sparse.ColumnIndices.Length == sparse.Rows && sparse.Weights.AsSpan().IndexOfAnyExcept(1d) < 0
            && sparse.RowStarts.AsSpan().SequenceEqual(Enumerable.Range(0, sparse.Rows + 1).ToArray())
            ? [.. sparse.ColumnIndices.Select(static column => (long)column)]
            : null;

    private static ImmutableArray<double> Transposed(LinearOperator matrix)
    {
        if ((long)matrix.Rows * matrix.Columns > MaxDense)
        {
            throw new NotSupportedException($"a sparse matrix of {matrix.Rows} × {matrix.Columns} would be written dense; expected at most {MaxDense} numbers");
        }

        double[] transposed = new double[matrix.Rows * matrix.Columns];
        for (int i = 0; i < matrix.Rows; i++)
        {
            foreach ((int column, double weight) in OperatorRows.Row(matrix, i))
            {
                transposed[(column * matrix.Rows) + i] = weight;
            }
        }

        return [.. transposed];
    }

    private string Add(string operatorName, string output, params string[] inputs)
    {
        NodeProto node = new() { OpType = operatorName, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        _graph.Node.Add(node);
        return output;
    }

    private string Store(string name, long[] dims, ImmutableArray<double> values)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)_type };
        tensor.Dims.AddRange(dims);
        byte[] raw = new byte[values.Length * (_type == DataType.Float ? sizeof(float) : sizeof(double))];
        for (int i = 0; i < values.Length; i++)
        {
            if (_type == DataType.Float)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), (float)values[i]);
            }
            else
            {
                System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(i * sizeof(double)), values[i]);
            }
        }

        tensor.RawData = ByteString.CopyFrom(raw);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private string Store(string name, long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private string Fresh(string role) => $"{role}_{_tensors++}";

    private ValueInfoProto Describe(string name, int width)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = width });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)_type, Shape = shape } } };
    }
}
