namespace PiecewiseLinear.Verification;

/// <summary>Bounds of all packed neurons with the relaxations that follow; never changed once made, shared by the nodes below.</summary>
internal sealed class NeuronRanges
{
    /// <param name="network">The packing.</param>
    /// <param name="bounds">Bounds of all neurons.</param>
    public NeuronRanges(PackedNetwork network, BoxBounds bounds)
    {
        int count = network.Count;
        (Bounds, Alpha, Lambda, Offset) = (bounds, new double[count], new double[count], new double[count]);
        for (int p = 0; p < count; p++)
        {
            if (network.NeuronOf[p] is >= 0 and int neuron)
            {
                (Alpha[p], Lambda[p], Offset[p]) = Relaxation.Of(bounds.Lower[neuron], bounds.Upper[neuron]);
            }
        }
    }

    /// <summary>The bounds of all neurons.</summary>
    public BoxBounds Bounds { get; }

    /// <summary>The canonical lower slopes.</summary>
    public double[] Alpha { get; }

    /// <summary>The upper slopes.</summary>
    public double[] Lambda { get; }

    /// <summary>The upper offsets; 0 exactly where a neuron is settled.</summary>
    public double[] Offset { get; }
}
