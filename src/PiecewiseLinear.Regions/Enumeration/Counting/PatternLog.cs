using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The packed patterns of a stretch of regions, and the fingerprints of their maps where those are asked for.</summary>
internal sealed class PatternLog(int neurons, bool withMaps)
{
    private ulong[] _bits = [];
    private ulong[] _maps = [];

    /// <summary>The words of a pattern.</summary>
    public int Words { get; } = Math.Max(1, (neurons + 63) >> 6);

    /// <summary>The number of patterns.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes in use.</summary>
    public long Bytes => 8L * (_bits.Length + _maps.Length);

    /// <summary>The words of a pattern: neuron n, counted over all layers, is bit n mod 64 of word n / 64.</summary>
    public ReadOnlySpan<ulong> this[int index] => _bits.AsSpan(index * Words, Words);

    /// <summary>The fingerprint of a region's map.</summary>
    public ulong Map(int index) => _maps[index];

    /// <summary>Appends a region.</summary>
    public void Add(ActivationPhase[][] phases, ulong map)
    {
        if ((Count + 1) * Words > _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(256 * Words, 2 * _bits.Length));
        }

        if (withMaps && Count == _maps.Length)
        {
            Array.Resize(ref _maps, Math.Max(256, 2 * _maps.Length));
        }

        Span<ulong> words = _bits.AsSpan(Count * Words, Words);
        words.Clear();
        int index = 0;
        foreach (ActivationPhase[] layer in phases)
        {
            foreach (ActivationPhase phase in layer)
            {
                words[index >> 6] |= (ulong)phase << (index & 63);
                index++;
            }
        }

        if (withMaps)
        {
            _maps[Count] = map;
        }

        Count++;
    }
}
