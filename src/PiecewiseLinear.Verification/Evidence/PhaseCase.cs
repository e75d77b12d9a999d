using System.Collections.Immutable;

namespace PiecewiseLinear.Verification;

/// <summary>An entry of a proof by cases, in preorder: a neuron (its inactive case follows, then its active case), or a leaf.</summary>
/// <param name="Neuron">The neuron (counted over all layers), or −1 for a leaf.</param>
/// <param name="Slopes">At a leaf: the lower slopes of neurons that are not the node's, each a multiple of 2⁻⁸ between 0 and 1.</param>
/// <param name="Multipliers">At a leaf: the split multipliers β ≥ 0 of neurons on the path of the node or of the case, ascending; empty elsewhere.</param>
public readonly record struct PhaseCase(int Neuron, ImmutableArray<(int Neuron, double Alpha)> Slopes, ImmutableArray<(int Neuron, double Beta)> Multipliers)
{
    /// <summary>An entry without multipliers.</summary>
    public PhaseCase(int neuron, ImmutableArray<(int Neuron, double Alpha)> slopes)
        : this(neuron, slopes, [])
    {
    }
}

/// <summary>What a lemma bounds from below: the pre-activation z of a neuron (counted over all layers), or −z.</summary>
/// <param name="Neuron">The neuron.</param>
/// <param name="Negated">Whether −z is bounded.</param>
public readonly record struct NeuronSide(int Neuron, bool Negated);
