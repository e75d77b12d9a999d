using System.Collections.Immutable;

namespace PiecewiseLinear.Verification;

/// <summary>An entry of a proof by cases, in preorder: a neuron (its inactive case follows, then its active case), or a leaf.</summary>
/// <param name="Neuron">The neuron (counted over all layers), or −1 for a leaf.</param>
/// <param name="Slopes">At a leaf: the lower slopes of neurons that are not the node's, each a multiple of 2⁻⁸ between 0 and 1.</param>
public readonly record struct PhaseCase(int Neuron, ImmutableArray<(int Neuron, double Alpha)> Slopes);
