namespace PiecewiseLinear.Verification;

/// <summary>A part of the ball that waits: a box with bounds, and the phases of the neurons split on the path to it.</summary>
/// <param name="Bounds">The box with the bounds inherited from its parent; owned by the node.</param>
/// <param name="Open">The rivals (by their place) that are not excluded on it, ascending.</param>
/// <param name="Path">The neurons split on, from the last one back; null for none.</param>
/// <param name="Changes">Which inputs may still differ from the point; null where their number is not limited.</param>
/// <param name="Depth">The number of splits above it.</param>
/// <param name="Distance">A proved lower bound of the distance from the point to the part of D in it, in doubles (the distance itself also in l2).</param>
/// <param name="ProofNode">Its number in the proof.</param>
internal sealed record RadiusNode(BoxBounds Bounds, int[] Open, PathStep? Path, ChangeBudget? Changes, int Depth, double Distance, int ProofNode) : WaitingNode
{
    public override double Least => Distance;
}

/// <summary>A neuron that was split on, with the side taken.</summary>
/// <param name="Neuron">The neuron, counted over all layers.</param>
/// <param name="Active">Whether the side is z ≥ 0; else z ≤ 0.</param>
/// <param name="Before">The split before.</param>
internal sealed record PathStep(int Neuron, bool Active, PathStep? Before)
{
    /// <summary>The steps from the root to this one.</summary>
    public static PathStep[] FromRoot(PathStep? last)
    {
        List<PathStep> steps = [];
        for (PathStep? step = last; step is not null; step = step.Before)
        {
            steps.Add(step);
        }

        steps.Reverse();
        return [.. steps];
    }
}
