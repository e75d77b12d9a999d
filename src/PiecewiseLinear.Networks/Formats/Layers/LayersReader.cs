using System.Collections.Immutable;
using System.Text.Json;

namespace PiecewiseLinear.Networks.Formats.Layers;

/// <summary>
/// Reads <c>{"layers": [{"W": [[…], …], "b": […]}, …]}</c>: affine layers, W row by row (a row an output), a ReLU after each layer but
/// the last. <c>dims</c> (all widths, inputs first) and <c>activation</c> (<c>relu</c>) are checked when present; other members are ignored.
/// </summary>
internal static class LayersReader
{
    public static (ReluNetwork Network, ImportReport Report) Read(ReadOnlyMemory<byte> bytes, string fileName)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonMembers root = new(document.RootElement, "the file", fileName);
            if (root.Optional("activation") is { } activation && !(activation.ValueKind == JsonValueKind.String && activation.ValueEquals("relu"u8)))
            {
                throw new NetworkFormatException(fileName, $"activation: found {activation.GetRawText()}, expected \"relu\"");
            }

            StoredDecimals decimals = new();
            ImmutableArray<AffineLayer> layers = ReadLayers(root, decimals, fileName);
            if (root.Optional("dims") is { } dims)
            {
                CheckWidths(dims, layers, fileName);
            }

            ReluNetwork network = ReluNetwork.FromLayers(layers);
            return (network, new ImportReport(
                new TensorDescription("input", [network.InputDimension]),
                new TensorDescription("output", [network.OutputDimension]),
                Opset: null,
                NetworkTail.None,
                decimals.Note is { } note ? [note] : []));
        }
        catch (InvalidOperationException exception)
        {
            throw new NetworkFormatException(fileName, "a text in it has half of a character (an escape such as \\ud800 alone); expected well-formed JSON", exception);
        }
        catch (JsonException exception)
        {
            throw new NetworkFormatException(
                fileName,
                $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: it is not well-formed JSON ({exception.Message})",
                exception);
        }
    }

    private static ImmutableArray<AffineLayer> ReadLayers(JsonMembers root, StoredDecimals decimals, string fileName)
    {
        JsonElement[] items = root.Array("layers");
        if (items.Length == 0)
        {
            throw new NetworkFormatException(fileName, "layers: the list is empty; expected at least one layer {\"W\": …, \"b\": …}");
        }

        ImmutableArray<AffineLayer>.Builder layers = ImmutableArray.CreateBuilder<AffineLayer>(items.Length);
        for (int l = 0; l < items.Length; l++)
        {
            string place = $"layers[{l}]";
            JsonMembers layer = new(items[l], place, fileName);
            layers.Add(ReadLayer(layer, place, l == 0 ? null : layers[l - 1].Bias.Length, decimals, fileName));
        }

        return layers.MoveToImmutable();
    }

    private static AffineLayer ReadLayer(JsonMembers layer, string place, int? inputs, StoredDecimals decimals, string fileName)
    {
        JsonElement[] rows = layer.Array("W");
        ImmutableArray<double> bias = [.. JsonMembers.Numbers(layer.Required("b"), $"{place}.b", decimals, fileName)];
        if (rows.Length == 0 || bias.Length != rows.Length)
        {
            throw new NetworkFormatException(
                fileName, $"{place}: W has {rows.Length} rows and b has {bias.Length} numbers; expected equally many, and at least one");
        }

        List<double> weights = [];
        int columns = inputs ?? 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double[] row = JsonMembers.Numbers(rows[i], $"{place}.W[{i}]", decimals, fileName);
            columns = columns == 0 ? row.Length : columns;
            if (row.Length != columns || columns == 0)
            {
                throw new NetworkFormatException(
                    fileName,
                    $"{place}.W[{i}]: it has {row.Length} numbers; expected {(columns == 0 ? "at least one" : $"{columns}, the number of inputs of the layer")}");
            }

            weights.AddRange(row);
        }

        return new AffineLayer(OperatorStorage.Choose(rows.Length, columns, [.. weights]), bias);
    }

    private static void CheckWidths(JsonElement dims, ImmutableArray<AffineLayer> layers, string fileName)
    {
        double[] stated = JsonMembers.Numbers(dims, "dims", new StoredDecimals(), fileName);
        double[] found = [layers[0].Weights.Columns, .. layers.Select(static layer => (double)layer.Weights.Rows)];
        if (!stated.AsSpan().SequenceEqual(found))
        {
            throw new NetworkFormatException(
                fileName, $"dims: found [{string.Join(", ", stated)}], expected the widths of the layers, [{string.Join(", ", found)}]");
        }
    }
}
