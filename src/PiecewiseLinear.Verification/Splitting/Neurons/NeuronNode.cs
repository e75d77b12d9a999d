namespace PiecewiseLinear.Verification;

/// <summary>A set of inputs, the box where some neurons have given phases, that waits to be proved free of points of one unsafe polyhedron.</summary>
/// <param name="Disjunct">The polyhedron.</param>
/// <param name="Row">The row of it that is bounded.</param>
/// <param name="Path">The phases.</param>
/// <param name="Ranges">The bounds of all neurons.</param>
/// <param name="Settings">The slopes and multipliers of the best bound; the children start from them.</param>
/// <param name="Inherited">The slopes that the proof gives the node unless it names others.</param>
/// <param name="Branch">The packed neuron to split; −1: not chosen yet.</param>
/// <param name="Volume">Half of the parent's, 1 at the root: how much of the search the node stands for.</param>
/// <param name="Margin">The best proved bound.</param>
/// <param name="ProofNode">Its number in the proof.</param>
internal sealed record NeuronNode(
    int Disjunct, int Row, SplitPath? Path, NeuronRanges Ranges, DualSettings Settings, byte[] Inherited, int Branch, double Volume, double Margin, int ProofNode) : WaitingNode
{
    public override double Least => Margin;
}
