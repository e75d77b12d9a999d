namespace PiecewiseLinear.Verification;

/// <summary>A box of inputs in doubles with what is known of the pre-activations of all hidden neurons on it.</summary>
internal sealed class BoxBounds(int inputs, int neurons)
{
    /// <summary>The lower ends of the inputs.</summary>
    public double[] Low { get; } = new double[inputs];

    /// <summary>The upper ends of the inputs.</summary>
    public double[] High { get; } = new double[inputs];

    /// <summary>Lower bounds of the pre-activations, all layers one after the other.</summary>
    public double[] Lower { get; } = new double[neurons];

    /// <summary>Upper bounds of the pre-activations.</summary>
    public double[] Upper { get; } = new double[neurons];

    public void CopyFrom(BoxBounds other)
    {
        other.Low.CopyTo(Low, 0);
        other.High.CopyTo(High, 0);
        other.Lower.CopyTo(Lower, 0);
        other.Upper.CopyTo(Upper, 0);
    }
}
