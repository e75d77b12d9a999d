namespace PiecewiseLinear.Certificates;

/// <summary>A node on the path to the current one, kept so that the path can be followed once more in wider arithmetic.</summary>
internal sealed class Trail(Trail? parent, byte[] line, double[] low, double[] high, (int Neuron, bool Active)? entered, ChangeBudget? changes)
{
    public Trail? Parent { get; } = parent;

    /// <summary>The text of the node.</summary>
    public byte[] Line { get; } = line;

    /// <summary>Its box.</summary>
    public double[] Low { get; } = low;

    public double[] High { get; } = high;

    /// <summary>The phase that the node has joined to the path of its parent, if any.</summary>
    public (int Neuron, bool Active)? Entered { get; } = entered;

    /// <summary>How the points of the node's set may differ from the point, or null.</summary>
    public ChangeBudget? Changes { get; } = changes;

    /// <summary>The bounds on the node's set after its lemmas, once they were needed.</summary>
    public WideState? Wide { get; set; }
}
