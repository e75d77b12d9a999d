using System.Globalization;
using System.Text;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Formats.Onnx.ExternalData;

/// <summary>Where the numbers of a tensor are that are stored outside of the model: a part of a file beside it.</summary>
/// <param name="File">The file's name, without folders.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">The number of bytes, as many as the tensor's shape and type ask for.</param>
internal readonly record struct DataReference(string File, long Offset, long Length)
{
    private const int LongestName = 255;

    /// <summary>Whether a tensor's numbers are, or may be, outside of the model.</summary>
    public static bool IsOn(TensorProto tensor) => tensor.DataLocation != TensorProto.Types.DataLocation.Default || tensor.ExternalData.Count > 0;

    /// <exception cref="RefusalException">The reference is not one to a part of a file beside the model.</exception>
    public static DataReference Of(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External || !tensor.RawData.IsEmpty)
        {
            throw new RefusalException("its numbers are said to be in the model and outside of it; expected one of both");
        }

        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (StringStringEntryProto entry in tensor.ExternalData)
        {
            if (entry.Key is not ("location" or "offset" or "length") || !entries.TryAdd(entry.Key, entry.Value))
            {
                throw new RefusalException($"its reference has an entry '{entry.Key}' that is unknown or given twice; expected location, offset and length");
            }
        }

        long bytes = BytesOf(tensor);
        long offset = Number(entries, "offset", 0);
        if (Number(entries, "length", bytes) != bytes)
        {
            throw new RefusalException($"its reference has a length of {entries["length"]} bytes; expected {bytes}, as many as its shape and element type ask for");
        }

        return new DataReference(Name(entries.GetValueOrDefault("location") ?? ""), offset, bytes);
    }

    /// <summary>A name that cannot lead out of the folder: no separators of any system, no drive, no stream, not the folder or its parent.</summary>
    private static string Name(string location)
        => location is "" or "." or ".." || Encoding.UTF8.GetByteCount(location) > LongestName || location.AsSpan().IndexOfAny("/\\:") >= 0 || location.Any(char.IsControl)
            ? throw new RefusalException($"its numbers are in '{(location.Length > 100 ? location[..100] + "…" : location)}'; expected the name of a file in the model's own folder, without any separator")
            : location;

    private static long Number(Dictionary<string, string> entries, string key, long otherwise)
        => !entries.TryGetValue(key, out string? text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw new RefusalException($"its reference has the {key} '{(text.Length > 30 ? text[..30] + "…" : text)}'; expected a whole number from 0 to {long.MaxValue}");

    private static long BytesOf(TensorProto tensor)
    {
        long size = (DataType)tensor.DataType switch
        {
            DataType.Double or DataType.Int64 => 8,
            DataType.Float or DataType.Int32 => 4,
            DataType.Float16 or DataType.Bfloat16 => 2,
            DataType.Int8 or DataType.Uint8 or DataType.Bool => 1,
            var other => throw new RefusalException($"its element type is {(Enum.IsDefined(other) ? other.ToString().ToUpperInvariant() : tensor.DataType)}; expected one that is read"),
        };
        foreach (long dimension in tensor.Dims)
        {
            if (dimension is < 0 or > int.MaxValue || size > int.MaxValue)
            {
                throw new RefusalException($"its shape [{string.Join(",", tensor.Dims.Take(TensorShape.MaxRank))}] asks for more than {int.MaxValue} bytes");
            }

            size *= dimension;
        }

        return size;
    }
}
