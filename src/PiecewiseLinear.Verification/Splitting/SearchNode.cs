namespace PiecewiseLinear.Verification;

/// <summary>A box that waits to be proved safe.</summary>
/// <param name="Bounds">The box with the bounds inherited from its parent; owned by the node.</param>
/// <param name="Open">The disjuncts that are not proved safe on it, ascending.</param>
/// <param name="Depth">The number of splits above it.</param>
/// <param name="Volume">Its share of the root's volume.</param>
/// <param name="Margin">The parent's bound of the least margin; −∞ at the root.</param>
/// <param name="ProofNode">Its number in the proof.</param>
internal sealed record SearchNode(BoxBounds Bounds, int[] Open, int Depth, double Volume, double Margin, int ProofNode) : WaitingNode
{
    public override double Least => Margin;
}

/// <summary>A part of a search that waits.</summary>
internal abstract record WaitingNode
{
    /// <summary>A proved lower bound there of what the search is after, a margin or a distance; −∞ where none is known. The least goes first.</summary>
    public abstract double Least { get; }
}
