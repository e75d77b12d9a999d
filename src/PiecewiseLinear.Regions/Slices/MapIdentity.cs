using System.Globalization;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The name of an affine map among the maps of one question: equal if and only if the maps are equal, on every machine the same.</summary>
/// <param name="Key">The canonical spelling of all coefficients.</param>
public readonly record struct MapIdentity(string Key)
{
    /// <summary>A 64-bit hash (FNV-1a) that depends on the map alone.</summary>
    public ulong Hash => StableHash.Of(Encoding.ASCII.GetBytes(Key));

    /// <summary>The identity of forms over one divisor, which is the same in all regions of a question.</summary>
    internal static MapIdentity Of(LayerForms outputs)
    {
        StringBuilder key = new();
        for (int k = 0; k < outputs.Count; k++)
        {
            for (int j = 0; j <= outputs.InputDimension; j++)
            {
                Dyadic value = outputs[k]?.ValueAt(j) ?? Dyadic.Zero;
                key.Append(CultureInfo.InvariantCulture, $"{value.Mantissa:x}p{value.Exponent} ");
            }
        }

        return new MapIdentity(key.ToString());
    }
}

/// <summary>FNV-1a: a hash that is the same in every process, for choosing colors.</summary>
internal static class StableHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Offset;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash;
    }

    /// <summary>The hash of the phases of the first layers of a pattern.</summary>
    public static ulong Of(ActivationPattern pattern, int layers)
    {
        ulong hash = Offset;
        for (int layer = 0; layer < layers; layer++)
        {
            for (int neuron = 0; neuron < pattern.WidthOf(layer); neuron++)
            {
                hash = (hash ^ (ulong)pattern[layer, neuron]) * Prime;
            }
        }

        return hash;
    }
}
