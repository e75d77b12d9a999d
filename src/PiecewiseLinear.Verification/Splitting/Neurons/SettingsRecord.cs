namespace PiecewiseLinear.Verification;

/// <summary>Says slopes and multipliers as a proof does.</summary>
internal static class SettingsRecord
{
    /// <summary>The slopes that differ from those the proof assumes, and the positive multipliers.</summary>
    /// <param name="network">The packing.</param>
    /// <param name="ranges">The bounds.</param>
    /// <param name="slopes">The slopes in 64ths.</param>
    /// <param name="assumed">What the proof assumes unless it is named; null: canonical slopes.</param>
    /// <param name="nameCloseCalls">Whether to name also what hangs on last digits of the bounds.</param>
    /// <param name="multipliers">The multipliers with their packed neurons.</param>
    public static PackedCase Of(PackedNetwork network, NeuronRanges ranges, byte[] slopes, byte[]? assumed, bool nameCloseCalls, IEnumerable<(int Neuron, double Beta)> multipliers)
    {
        List<int> named = [];
        for (int p = 0; p < slopes.Length; p++)
        {
            if (ranges.Offset[p] <= 0d)
            {
                continue;
            }

            int neuron = network.NeuronOf[p];
            byte expected = assumed?[p] ?? (byte)(ranges.Alpha[p] * DualSettings.Grid);
            bool differs = slopes[p] != expected || (nameCloseCalls && Relaxation.IsCloseCall(ranges.Bounds.Lower[neuron], ranges.Bounds.Upper[neuron]));
            if (differs)
            {
                named.Add(PackedCase.Pack(neuron, slopes[p]));
            }
        }

        return new PackedCase(-1, [.. named], [.. multipliers.Where(static m => m.Beta > 0d).Select(m => (network.NeuronOf[m.Neuron], m.Beta)).OrderBy(static m => m.Item1)]);
    }
}
