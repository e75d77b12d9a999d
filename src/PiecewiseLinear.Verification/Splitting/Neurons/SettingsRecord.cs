namespace PiecewiseLinear.Verification;

/// <summary>Says slopes and multipliers as a proof does.</summary>
internal static class SettingsRecord
{
    /// <summary>The slopes that differ from those the proof assumes.</summary>
    /// <param name="network">The packing.</param>
    /// <param name="ranges">The bounds.</param>
    /// <param name="slopes">The slopes in 64ths.</param>
    /// <param name="assumed">What the proof assumes unless it is named; null: canonical slopes.</param>
    /// <param name="nameCloseCalls">Whether to name also what hangs on last digits of the bounds.</param>
    public static int[] Slopes(PackedNetwork network, NeuronRanges ranges, byte[] slopes, byte[]? assumed, bool nameCloseCalls)
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
            if (slopes[p] != expected || (nameCloseCalls && Relaxation.IsCloseCall(ranges.Bounds.Lower[neuron], ranges.Bounds.Upper[neuron])))
            {
                named.Add(PackedCase.Pack(neuron, slopes[p]));
            }
        }

        return [.. named];
    }

    /// <summary>The positive multipliers of a path, ascending by neuron.</summary>
    public static (int Neuron, double Beta)[] Multipliers(PackedNetwork network, (int Neuron, bool Active)[] path, DualSettings settings)
        => [.. path.Select((split, k) => (network.NeuronOf[split.Neuron], settings.Multipliers[k])).Where(static entry => entry.Item2 > 0d).OrderBy(static entry => entry.Item1)];
}
