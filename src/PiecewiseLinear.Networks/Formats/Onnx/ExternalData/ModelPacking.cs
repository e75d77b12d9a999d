using Google.Protobuf;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using PiecewiseLinear.Networks.Formats.Onnx.Wire;

namespace PiecewiseLinear.Networks.Formats.Onnx.ExternalData;

/// <summary>
/// Puts the numbers that a model has in files beside it into the model: the self-contained model. The same files give the same bytes, so that
/// its SHA-256 names the network that they are together; a model without such numbers stays byte for byte what it is.
/// </summary>
internal static class ModelPacking
{
    /// <summary>The most bytes that are read from beside a model.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>The self-contained model.</summary>
    /// <exception cref="NetworkFormatException">A reference is refused; the message lists every one.</exception>
    public static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> bytes, string fileName, string folder)
    {
        ModelProto model;
        try
        {
            WireCheck.Run(bytes.Span);
            model = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or RefusalException)
        {
            throw new NetworkFormatException(fileName, $"it is not a whole ONNX model: {exception.Message}", exception);
        }

        TensorProto[] outside = [.. Tensors(model).Where(DataReference.IsOn)];
        if (outside.Length == 0)
        {
            return bytes;
        }

        List<string> problems = [];
        try
        {
            using ModelFolder files = new(folder);
            Pack(outside, files, problems);
        }
        catch (RefusalException refusal)
        {
            problems.Add($"tensor '{outside[0].Name}': {refusal.Message}");
        }

        return problems.Count == 0 ? model.ToByteArray() : throw new NetworkFormatException(fileName, problems);
    }

    private static void Pack(TensorProto[] outside, ModelFolder files, List<string> problems)
    {
        long left = MostBytes;
        foreach (TensorProto tensor in outside)
        {
            try
            {
                DataReference reference = DataReference.Of(tensor);
                left -= reference.Length <= left ? reference.Length : throw new RefusalException($"its {reference.Length} bytes are more than the {left} that are left of {MostBytes} in all");
                tensor.RawData = UnsafeByteOperations.UnsafeWrap(files.Read(reference));
                tensor.ExternalData.Clear();
                tensor.DataLocation = TensorProto.Types.DataLocation.Default;
            }
            catch (RefusalException refusal)
            {
                problems.Add($"tensor '{tensor.Name}': {refusal.Message}");
            }
        }
    }

    /// <summary>All tensors of the graph that are read: initializers, and those in attributes.</summary>
    private static IEnumerable<TensorProto> Tensors(ModelProto model)
        => model.Graph is null ? [] : model.Graph.Initializer.Concat(model.Graph.Node.SelectMany(static node => node.Attribute).Where(static attribute => attribute.T is not null).Select(static attribute => attribute.T));
}
