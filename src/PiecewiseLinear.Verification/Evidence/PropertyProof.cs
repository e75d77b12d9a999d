using System.Collections.Immutable;

namespace PiecewiseLinear.Verification;

/// <summary>The recorded proof that a property holds: one split tree for each group. <see cref="IPropertyProofVisitor"/> says what it means and what a checker recomputes.</summary>
public sealed class PropertyProof
{
    private readonly ImmutableArray<ProofTree> _trees;

    internal PropertyProof(IEnumerable<ProofTree> trees) => _trees = [.. trees];

    /// <summary>Shows the proof to a visitor, in preorder. Cost: linear in the nodes; memory: the depth of the trees.</summary>
    public void Visit(IPropertyProofVisitor visitor)
    {
        for (int group = 0; group < _trees.Length; group++)
        {
            visitor.Group(group);
            _trees[group].Visit(visitor);
        }
    }
}
