using System.Collections.Immutable;

namespace PiecewiseLinear.Certificates;

/// <summary>An entry of a tree of cases, in preorder: a neuron (its inactive case follows, then its active case), or a leaf (docs/certificates.md, section 6).</summary>
/// <param name="Neuron">The neuron, counted over all layers, or −1 for a leaf.</param>
/// <param name="Slopes">At a leaf: lower slopes within [0, 1]; the default value is none.</param>
/// <param name="Multipliers">At a leaf: multipliers ≥ 0 of neurons on the path of the node or of the cases; the default value is none.</param>
public readonly record struct ProofCase(int Neuron, ImmutableArray<(int Neuron, double Alpha)> Slopes = default, ImmutableArray<(int Neuron, double Beta)> Multipliers = default);
