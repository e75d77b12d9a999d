namespace PiecewiseLinear.Certificates;

/// <summary>What a node of the tree inherits: its box, proven bounds of all pre-activations on it, and the polyhedra that are still open.</summary>
internal sealed class BoxState(int inputs, int neurons)
{
    public double[] Low { get; } = new double[inputs];

    public double[] High { get; } = new double[inputs];

    public double[] Lower { get; } = new double[neurons];

    public double[] Upper { get; } = new double[neurons];

    /// <summary>The numbers of the open polyhedra, ascending.</summary>
    public int[] Open { get; set; } = [];

    public void CopyFrom(BoxState other)
    {
        other.Low.CopyTo(Low, 0);
        other.High.CopyTo(High, 0);
        other.Lower.CopyTo(Lower, 0);
        other.Upper.CopyTo(Upper, 0);
        Open = other.Open;
    }
}
