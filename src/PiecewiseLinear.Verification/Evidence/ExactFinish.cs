using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The proof that a box holds no point of the open disjuncts, by exact linear programs: for each disjunct a tree of phase splits. The box is that of the node in exact ends: what is left of the node's box in doubles,
/// intersected with the group's exact box.
/// </summary>
/// <remarks>
/// The rows ⟨a, x⟩ ≤ b of a leaf over all d inputs, numbered: 2j: −xⱼ ≤ −lowⱼ and 2j + 1: xⱼ ≤ highⱼ for each input; 2d + k: row k of the disjunct with y replaced by the leaf's affine map; 2d + K + s: the s-th split of the path
/// from the root (inactive: z ≤ 0; active: −z ≤ 0), K the number of rows of the disjunct. Every neuron has the phase that its bounds at the node settle (inactive where u ≤ 0, active where l ≥ 0), else the phase of its split. A leaf
/// that refers to a row must know the phases of all neurons that the row depends on. No row is scaled.
/// </remarks>
/// <param name="Disjuncts">One tree for each open disjunct, ascending.</param>
public sealed record ExactFinish(ImmutableArray<ExactFinishTree> Disjuncts);

/// <summary>The tree of one disjunct, in preorder.</summary>
/// <param name="Disjunct">The disjunct.</param>
/// <param name="Nodes">A split (its inactive child's tree follows, then its active child's) or a leaf.</param>
public sealed record ExactFinishTree(int Disjunct, ImmutableArray<ExactFinishNode> Nodes);

/// <summary>A node: a split on a neuron (counted over all layers), or with −1 a leaf.</summary>
/// <param name="Neuron">The neuron split on, or −1.</param>
/// <param name="Multipliers">At a leaf: λ ≥ 0 over its rows with Σλa = 0 and Σλb &lt; 0, nonzero ones by row.</param>
public sealed record ExactFinishNode(int Neuron, ImmutableArray<(int Row, Rational Weight)> Multipliers);
