namespace PiecewiseLinear.Verification;

/// <summary>The magnitudes of a chain on the root box, which rounding errors are charged to; see <see cref="RoundingBudget"/>. Grows layer by layer while the root is bounded.</summary>
internal sealed class ChainMagnitudes
{
    private readonly ChainNetwork _network;

    public ChainMagnitudes(ChainNetwork network, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        _network = network;
        Budget = RoundingBudget.Of([network.Inputs, .. network.Biases.Select(static b => b.Length)]);
        Terms = new double[network.Hidden + 1][];
        Input = new double[AlignedMatrix.Padded(network.Inputs)];
        for (int j = 0; j < network.Inputs; j++)
        {
            Input[j] = Math.Max(Math.Abs(low[j]), Math.Abs(high[j]));
        }

        Add(0, Input);
    }

    public RoundingBudget Budget { get; }

    /// <summary>|xⱼ| on the root box.</summary>
    public double[] Input { get; }

    /// <summary>Tⱼ = Σᵢ|Wⱼᵢ|Hᵢ + |bⱼ| for each affine map, H the largest outputs of the level below.</summary>
    public double[][] Terms { get; }

    /// <summary>Whether all magnitudes so far are small enough for bounds to be claimed.</summary>
    public bool AreUsable { get; private set; } = true;

    /// <summary>Computes the magnitudes of affine map <paramref name="layer"/> from the largest outputs of the level below it.</summary>
    public unsafe void Add(int layer, ReadOnlySpan<double> largest)
    {
        AlignedMatrix weights = _network.Weights[layer];
        double[] terms = new double[AlignedMatrix.Padded(weights.Rows)];
        for (int i = 0; i < weights.Rows; i++)
        {
            double* row = weights.Row(i);
            double sum = Math.Abs(_network.Biases[layer][i]);
            for (int j = 0; j < weights.Columns; j++)
            {
                sum += Math.Abs(row[j]) * largest[j];
            }

            terms[i] = Budget.Up(sum);
            AreUsable &= terms[i] <= RoundingBudget.LargestMagnitude;
        }

        Terms[layer] = terms;
    }
}
