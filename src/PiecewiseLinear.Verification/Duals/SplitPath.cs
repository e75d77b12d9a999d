namespace PiecewiseLinear.Verification;

/// <summary>The neurons split above a node, newest first; shared by the nodes below.</summary>
/// <param name="Above">The path of the parent; null at the root.</param>
/// <param name="Neuron">The packed neuron split last.</param>
/// <param name="Active">The phase taken.</param>
internal sealed record SplitPath(SplitPath? Above, int Neuron, bool Active)
{
    /// <summary>The number of splits.</summary>
    public int Length { get; } = (Above?.Length ?? 0) + 1;

    /// <summary>The splits from the root down.</summary>
    public static (int Neuron, bool Active)[] InOrder(SplitPath? path)
    {
        (int, bool)[] splits = new (int, bool)[path?.Length ?? 0];
        for (SplitPath? at = path; at is not null; at = at.Above)
        {
            splits[at.Length - 1] = (at.Neuron, at.Active);
        }

        return splits;
    }
}
