namespace PiecewiseLinear.Verification;

/// <summary>
/// Reads a proof in preorder. A proof has one tree for each group of the property, in order. A node of a tree says, in this order: exceptional slopes, what it closes and cuts, and
/// how it goes on (<see cref="Leaf"/>, <see cref="Again"/>, <see cref="Split"/> or <see cref="Exact"/>); after a split the whole tree of the low child comes, then that of the high child.
/// </summary>
/// <remarks>
/// <para>A checker keeps for each node: its box (doubles), inherited bounds [l, u] of all pre-activations, and the set of disjuncts that are still open. At the root of a group: the box of the
/// group with every end rounded outward to a double, no bounds (±∞), all disjuncts. At each node:</para>
/// <para>1. <em>Tighten.</em> For each hidden layer in order and each of its neurons that the inherited bounds do not settle (neither l ≥ 0 nor u ≤ 0): a lower bound of z and of −z on the box, by the
/// backward linear bound through the relaxations of the layers below <em>at this node</em>; the better of old and new is kept. Then the relaxations of this layer, αz ≤ relu(z) ≤ λz + t, by the rule
/// λ = u/(u − l), t the least offset with λl + t ≥ 0 and λu + t ≥ u, and α = 1 where u &gt; −l, else 0, unless the node names α for the neuron. Children inherit the bounds.</para>
/// <para>2. Each open disjunct starts with a box of its own, equal to the node's. <see cref="Close"/>: the linear lower bound of the named row (through the same relaxations) is &gt; 0 on the disjunct's own box:
/// the disjunct is closed here and below. <see cref="Cut"/>: it is &gt; 0 on the slab of the disjunct's own box beyond the named end; the own box loses the slab. The linear bound of a row is computed once a node;
/// its minimum over the own box or the slab is the sum over the inputs.</para>
/// <para>3. The box on which the node goes on is the smallest box that holds the own boxes of all disjuncts still open. <see cref="Leaf"/>: none is open.</para>
/// <para>All numbers are doubles taken exactly. A bound that a checker computes in another order differs in the last digits: the search leaves slack for that.</para>
/// </remarks>
public interface IPropertyProofVisitor
{
    /// <summary>The tree of group <paramref name="index"/> begins.</summary>
    void Group(int index);

    /// <summary>A node begins.</summary>
    void Node();

    /// <summary>
    /// The node takes its parent's bounds as they are, and starts from its parent's slopes; comes first. Without it the node tightens, and starts from canonical slopes.
    /// </summary>
    void Inherit();

    /// <summary>
    /// A lemma: on the node's set (its box, where the neurons split on its path have their phases) each side is at least the least of its linear bounds over the leaves of the cases; that bound
    /// replaces the neuron's where it is better. The slopes hold at every leaf unless it names others (those not named are canonical); leaves also name multipliers. Lemmas hold for what follows, layer by layer.
    /// </summary>
    void Lemma(ReadOnlySpan<NeuronSide> sides, ReadOnlySpan<(int Neuron, double Alpha)> slopes, ReadOnlySpan<PhaseCase> cases);

    /// <summary>
    /// The multiplier β ≥ 0 of a neuron split on the node's path, for the steps of this node: at z the coefficient of a row gets +β where the neuron is inactive (z ≤ 0), −β where it is active (β-CROWN, Wang et al. 2021).
    /// </summary>
    void Multiplier(int neuron, double beta);

    /// <summary>At this node the lower slope of a neuron (counted over all layers) is <paramref name="alpha"/>, where a checker's own rounding might choose another one.</summary>
    void Slope(int neuron, double alpha);

    /// <summary>The row (counted within the disjunct) proves the disjunct safe on its own box.</summary>
    void Close(int disjunct, int row);

    /// <summary>
    /// The row proves the disjunct safe on its own box by cases. At each leaf of the tree the linear lower bound of the row is &gt; 0 on the whole own box, where every neuron of the leaf's path is taken
    /// as inactive (its output is 0) or active (its output is z) instead of its relaxation, and where the leaf names a lower slope it stands for the node's. Such a bound holds where the path's neurons have these
    /// phases, and the cases together are everywhere. The neurons' bounds stay those of the node, and so do λ and t. A tree of one leaf without slopes says what <see cref="Close"/> says.
    /// </summary>
    void CloseByCases(int disjunct, int row, ReadOnlySpan<PhaseCase> cases);

    /// <summary>The row proves the disjunct safe on the slab of its own box where the input is below (or above, if <paramref name="upper"/>) <paramref name="end"/>, which becomes the new end.</summary>
    void Cut(int disjunct, int row, int input, bool upper, double end);

    /// <summary>No disjunct is open: the node is done.</summary>
    void Leaf();

    /// <summary>One child on the box that is left; it follows.</summary>
    void Again();

    /// <summary>Two children, the box that is left below and above <paramref name="at"/> in one input; they follow.</summary>
    void Split(int input, double at);

    /// <summary>Two children: where the neuron is inactive (z ≤ 0), then where it is active (z ≥ 0); they follow.</summary>
    void SplitNeuron(int neuron);

    /// <summary>Two children: where the input has the point's value, then where it may differ from it; they follow. Only in proofs with a limit on the changed inputs.</summary>
    void SplitChange(int input);

    /// <summary>One child for each polyhedron that is still open, ascending, with only that one open; they follow.</summary>
    void SplitDisjuncts();

    /// <summary>The node is finished by exact multipliers over its closed cells, for each open disjunct, on the box that is left.</summary>
    void Exact(ExactFinish finish);
}
