using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Networks;

/// <summary>The phase of a hidden neuron on a region: <see cref="Active"/> where its pre-activation is positive.</summary>
public enum ActivationPhase
{
    /// <summary>z ≤ 0 on the region (also when z is identically zero there): the neuron contributes 0.</summary>
    Inactive,

    /// <summary>z ≥ 0 on the region and not identically zero: the neuron contributes z.</summary>
    Active,
}

/// <summary>One phase for every hidden neuron, packed into bits; the name of a linear region. Immutable, compared by value.</summary>
public sealed class ActivationPattern : IEquatable<ActivationPattern>
{
    private readonly ulong[] _bits;
    private readonly int[] _starts;

    private ActivationPattern(int[] starts, ulong[] bits)
    {
        _starts = starts;
        _bits = bits;
    }

    /// <summary>The number of hidden layers.</summary>
    public int LayerCount => _starts.Length - 1;

    /// <summary>The number of hidden neurons.</summary>
    public int NeuronCount => _starts[^1];

    /// <summary>The number of active neurons.</summary>
    public int ActiveCount => _bits.Sum(static word => BitOperations.PopCount(word));

    /// <summary>The packed phases: neuron k (counted over all layers in order) is bit k mod 64 of word k / 64; unused bits are 0.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    /// <summary>The phase of a neuron.</summary>
    public ActivationPhase this[int layer, int neuron]
    {
        get
        {
            int index = IndexOf(layer, neuron);
            return (ActivationPhase)((_bits[index >> 6] >> (index & 63)) & 1);
        }
    }

    /// <summary>The pattern with the given phases, one list a layer.</summary>
    public static ActivationPattern Create(IReadOnlyList<IReadOnlyList<ActivationPhase>> layers)
    {
        int[] starts = new int[layers.Count + 1];
        for (int l = 0; l < layers.Count; l++)
        {
            starts[l + 1] = starts[l] + layers[l].Count;
        }

        ulong[] bits = new ulong[(starts[^1] + 63) >> 6];
        for (int l = 0; l < layers.Count; l++)
        {
            for (int i = 0; i < layers[l].Count; i++)
            {
                int index = starts[l] + i;
                bits[index >> 6] |= (ulong)layers[l][i] << (index & 63);
            }
        }

        return new ActivationPattern(starts, bits);
    }

    /// <summary>Reads the spelling of <see cref="ToLayerStrings"/>.</summary>
    /// <exception cref="FormatException">A character is neither 0 nor 1.</exception>
    public static ActivationPattern Parse(IEnumerable<string> layers)
        => Create([.. layers.Select(static (text, layer) => (IReadOnlyList<ActivationPhase>)[.. text.Select((c, i) => c switch
        {
            '0' => ActivationPhase.Inactive,
            '1' => ActivationPhase.Active,
            _ => throw new FormatException($"layer {layer}, neuron {i}: expected 0 or 1, found '{c}'"),
        })])]);

    /// <summary>The number of neurons of a layer.</summary>
    public int WidthOf(int layer) => _starts[layer + 1] - _starts[layer];

    /// <summary>The same pattern with the phase of some neurons flipped.</summary>
    public ActivationPattern Flip(IEnumerable<(int Layer, int Neuron)> neurons)
    {
        ulong[] bits = [.. _bits];
        foreach ((int layer, int neuron) in neurons)
        {
            int index = IndexOf(layer, neuron);
            bits[index >> 6] ^= 1UL << (index & 63);
        }

        return new ActivationPattern(_starts, bits);
    }

    /// <summary>One string of 0 and 1 a layer, in order.</summary>
    public ImmutableArray<string> ToLayerStrings()
        => [.. Enumerable.Range(0, LayerCount).Select(layer => string.Create(WidthOf(layer), (this, layer), static (text, state) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = state.Item1[state.layer, i] == ActivationPhase.Active ? '1' : '0';
            }
        }))];

    /// <inheritdoc/>
    public bool Equals(ActivationPattern? other)
        => other is not null && _bits.AsSpan().SequenceEqual(other._bits) && _starts.AsSpan().SequenceEqual(other._starts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActivationPattern);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ulong word in _bits)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    private int IndexOf(int layer, int neuron)
    {
        if (layer < 0 || layer >= LayerCount || neuron < 0 || neuron >= WidthOf(layer))
        {
            throw new ArgumentOutOfRangeException(nameof(neuron), $"there is no neuron {neuron} in layer {layer}");
        }

        return _starts[layer] + neuron;
    }
}
