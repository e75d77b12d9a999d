using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The depth-first walk over the tree of phases that directions at a point can take. Each leaf is one incident region. A path is replayed
/// from the root for every leaf (the forms of later layers depend on the choices), so a leaf costs one pass through the network.
/// </summary>
/// <remarks>
/// At a point x a neuron with z(x) = 0 has on the cell of the current path the form h(v) = z(x + v), linear in the direction v. A direction v
/// strictly inside the cone of the path's choices and the box's tangent cone leads, for small steps, into one region; a side of h that the
/// cone does not enter in full dimension holds no region. Which sides it enters is decided exactly by <see cref="DirectionCone"/>.
/// </remarks>
internal sealed class DirectionWalk(DirectionCone root, CancellationToken cancellationToken)
{
    private readonly List<Step> _path = [];
    private readonly List<DirectionSplit> _splits = [];
    private int _depth;

    /// <summary>The steps met so far, depth first, the Active side before the Inactive one.</summary>
    public IReadOnlyList<DirectionSplit> Splits => _splits;

    /// <summary>The cone of directions of the current leaf.</summary>
    public DirectionCone Cone => _depth == 0 ? root : _path[_depth - 1].Cone;

    /// <summary>Starts the next leaf's walk from the root.</summary>
    public void Restart() => _depth = 0;

    /// <summary>The phase of a neuron that is zero at the point and has the form h on the cell of the path so far.</summary>
    public ActivationPhase Choose(RowReference neuron, ReducedForm form)
    {
        if (_depth == _path.Count)
        {
            _path.Add(Open(neuron, form));
        }

        return _path[_depth++].Phase;
    }

    /// <summary>Turns to the next leaf; false when all have been visited.</summary>
    public bool MoveToNextLeaf()
    {
        while (_path.Count > 0)
        {
            Step last = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (last.Other is { } other)
            {
                _path.Add(new Step(ActivationPhase.Inactive, other, null));
                return true;
            }
        }

        return false;
    }

    private Step Open(RowReference neuron, ReducedForm form)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DirectionCone cone = Cone;
        ConeSide active = cone.Enter(neuron, form, ActivationPhase.Active, cancellationToken);
        if (active is ConeSide.Closed refutedActive)
        {
            DirectionCone only = cone.Keep(neuron, form, ActivationPhase.Inactive);
            _splits.Add(new DirectionSplit(neuron, SplitSides.OnlyInactive, refutedActive.Refutation));
            return new Step(ActivationPhase.Inactive, only, null);
        }

        ConeSide inactive = cone.Enter(neuron, form, ActivationPhase.Inactive, cancellationToken);
        if (inactive is ConeSide.Closed refutedInactive)
        {
            _splits.Add(new DirectionSplit(neuron, SplitSides.OnlyActive, refutedInactive.Refutation));
            return new Step(ActivationPhase.Active, ((ConeSide.Open)active).Cone, null);
        }

        _splits.Add(new DirectionSplit(neuron, SplitSides.Both, ImmutableArray<WeightedRow>.Empty));
        return new Step(ActivationPhase.Active, ((ConeSide.Open)active).Cone, ((ConeSide.Open)inactive).Cone);
    }

    private sealed record Step(ActivationPhase Phase, DirectionCone Cone, DirectionCone? Other);
}
