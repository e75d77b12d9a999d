using System.Collections.Immutable;
using System.Text;

namespace PiecewiseLinear.Networks.Formats.NNet;

/// <summary>
/// Reads the NNet text format (Kyle Julian, Stanford 2016): comment lines beginning <c>//</c>; then lines of numbers apart by commas:
/// layers, inputs, outputs, largest width; all widths; an unused flag; minimums, maximums, means and ranges of the inputs (and of the
/// outputs, for the last two); then for each layer its weights, a row a line, and its biases, one a line. A ReLU follows each layer but
/// the last.
/// </summary>
/// <remarks>
/// The network is the function of the stored weights, that is, of <em>normalized</em> inputs; the normalization is recorded in the report
/// and not applied. That is the convention of the ACAS Xu ONNX files, so that both files of one network are one function up to the
/// rounding of the decimals to float32 (held by a test on the public networks).
/// </remarks>
internal static class NNetReader
{
    public static (ReluNetwork Network, ImportReport Report) Read(ReadOnlySpan<byte> bytes, string fileName)
    {
        NNetLines lines = new(Encoding.UTF8.GetString(bytes), fileName);
        int[] header = lines.Integers("the header (layers, inputs, outputs, largest width)", 4, atLeast: 1);
        int count = header[0];
        int[] widths = lines.Integers("the widths of all layers, inputs first", checked(count + 1), atLeast: 1);
        if (widths[0] != header[1] || widths[^1] != header[2])
        {
            throw lines.Problem($"the widths begin with {widths[0]} and end with {widths[^1]}; expected the {header[1]} inputs and {header[2]} outputs of the header");
        }

        lines.Skip("the unused flag");
        int inputs = widths[0];
        NNetNormalization normalization = new(
            [.. lines.Numbers("the minimums of the inputs", inputs)],
            [.. lines.Numbers("the maximums of the inputs", inputs)],
            [.. lines.Numbers("the means of the inputs and of the outputs", inputs + 1)],
            [.. lines.Numbers("the ranges of the inputs and of the outputs", inputs + 1)]);

        StoredDecimals decimals = new();
        ImmutableArray<AffineLayer>.Builder layers = ImmutableArray.CreateBuilder<AffineLayer>();
        for (int l = 0; l < count; l++)
        {
            layers.Add(ReadLayer(lines, l, widths[l], widths[l + 1], decimals));
        }

        lines.ExpectEnd();
        ReluNetwork network = ReluNetwork.FromLayers(layers);
        ImportReport report = new(
            new TensorDescription("input", [inputs]),
            new TensorDescription("output", [widths[^1]]),
            Opset: null,
            NetworkTail.None,
            [.. Notes(normalization, decimals)],
            normalization);
        return (network, report);
    }

    private static AffineLayer ReadLayer(NNetLines lines, int layer, int inputs, int outputs, StoredDecimals decimals)
    {
        List<double> weights = [];
        for (int i = 0; i < outputs; i++)
        {
            weights.AddRange(lines.Numbers($"weights of layer {layer}, row {i}", inputs, decimals));
        }

        List<double> bias = [];
        for (int i = 0; i < outputs; i++)
        {
            bias.AddRange(lines.Numbers($"bias {i} of layer {layer}", 1, decimals));
        }

        return new AffineLayer(OperatorStorage.Choose(outputs, inputs, [.. weights]), [.. bias]);
    }

    private static IEnumerable<string> Notes(NNetNormalization normalization, StoredDecimals decimals)
    {
        if (normalization.Means.Any(static mean => mean != 0d) || normalization.Ranges.Any(static range => range != 1d))
        {
            yield return "the network takes normalized inputs, (x − mean)/range, and gives normalized outputs; the file's means and ranges are recorded, not applied";
        }

        if (decimals.Note is { } note)
        {
            yield return note;
        }
    }
}
