using System.Security.Cryptography;

namespace PiecewiseLinear.Networks;

/// <summary>Reads network files: ONNX, NNet and the JSON of layers.</summary>
public static class NetworkFile
{
    /// <summary>Reads a file. The format is that of the extension, or of the content where the extension is none of ours.</summary>
    /// <exception cref="NetworkFormatException">The content is not a network that can be read; the message lists every problem.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LoadedNetwork Load(string path) => Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>
    /// Reads a file that may have numbers in files beside it (ONNX external data). What is read is the self-contained model that
    /// <see cref="Pack"/> gives, and <see cref="LoadedNetwork.Sha256"/> is that of its bytes.
    /// </summary>
    /// <exception cref="NetworkFormatException">The content is not a network that can be read, or a reference is refused; the message lists every problem.</exception>
    /// <exception cref="IOException">The file or its folder cannot be read.</exception>
    public static LoadedNetwork LoadWithExternalData(string path) => Parse(Pack(path), Path.GetFileName(path));

    /// <summary>
    /// The self-contained bytes of a file: those of the file itself, or, for an ONNX model with numbers in files beside it, of the model with these
    /// numbers put in. The files must lie in the model's own folder; neither symbolic nor hard links are followed. At most 2^30 bytes are read from beside it.
    /// Deterministic, O(bytes).
    /// </summary>
    /// <exception cref="NetworkFormatException">A reference is refused; the message lists every problem.</exception>
    /// <exception cref="IOException">The file or its folder cannot be read.</exception>
    public static ReadOnlyMemory<byte> Pack(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string fileName = Path.GetFileName(path);
        return FormatOf(bytes, fileName) == NetworkFormat.Onnx
            ? Formats.Onnx.ExternalData.ModelPacking.Pack(bytes, fileName, Path.GetDirectoryName(path) ?? "/")
            : bytes;
    }

    /// <summary>Reads the bytes of a file; <paramref name="fileName"/> tells the format by its extension and appears in messages.</summary>
    /// <exception cref="NetworkFormatException">The content is not a network that can be read; the message lists every problem.</exception>
    public static LoadedNetwork Parse(ReadOnlyMemory<byte> bytes, string fileName)
    {
        NetworkFormat format = FormatOf(bytes.Span, fileName);
        try
        {
            (ReluNetwork network, ImportReport report) = format switch
            {
                NetworkFormat.Onnx => Formats.Onnx.OnnxReader.Read(bytes, fileName),
                NetworkFormat.NNet => Formats.NNet.NNetReader.Read(bytes.Span, fileName),
                _ => Formats.Layers.LayersReader.Read(bytes, fileName),
            };
            return new LoadedNetwork(network, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), format, report);
        }
        catch (OverflowException exception)
        {
            throw new NetworkFormatException(fileName, "its sizes multiply to more than 2^31 numbers; expected a network that fits in memory", exception);
        }
    }

    private static NetworkFormat FormatOf(ReadOnlySpan<byte> bytes, string fileName)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            throw new NetworkFormatException(fileName, "it is compressed by gzip; expected the unpacked file");
        }

        if (bytes.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            throw new NetworkFormatException(fileName, "it is empty; expected an ONNX model, an NNet file or the JSON of layers");
        }

        return Path.GetExtension(fileName).ToUpperInvariant() switch
        {
            ".ONNX" => NetworkFormat.Onnx,
            ".NNET" => NetworkFormat.NNet,
            ".JSON" => NetworkFormat.Layers,
            _ => bytes.TrimStart(" \t\r\n"u8)[0] switch
            {
                (byte)'{' => NetworkFormat.Layers,
                (byte)'/' or (>= (byte)'0' and <= (byte)'9') => NetworkFormat.NNet,
                _ => NetworkFormat.Onnx,
            },
        };
    }
}

/// <summary>A network with the file that it was read from.</summary>
/// <param name="Network">The lowered network.</param>
/// <param name="Sha256">The SHA-256 of the file's bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Format">The format it was read as.</param>
/// <param name="Report">What the importer read and did.</param>
public sealed record LoadedNetwork(ReluNetwork Network, string Sha256, NetworkFormat Format, ImportReport Report);
