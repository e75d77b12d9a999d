using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Counts distinct affine maps: regions with different fingerprints have different maps, those with equal ones are compared exactly.</summary>
internal static class DistinctMaps
{
    /// <summary>The number of distinct maps of the logged regions.</summary>
    public static long Count(IReadOnlyList<PatternLog> logs, FormPlan plan)
    {
        int total = logs.Sum(static log => log.Count);
        ulong[] fingerprints = new ulong[total];
        (int Log, int Index)[] places = new (int, int)[total];
        for (int l = 0, next = 0; l < logs.Count; l++)
        {
            for (int i = 0; i < logs[l].Count; i++, next++)
            {
                (fingerprints[next], places[next]) = (logs[l].Map(i), (l, i));
            }
        }

        Array.Sort(fingerprints, places);
        long distinct = 0;
        for (int start = 0, end; start < total; start = end)
        {
            for (end = start + 1; end < total && fingerprints[end] == fingerprints[start]; end++)
            {
            }

            distinct += end == start + 1 ? 1 : CountExactly(places.AsSpan(start, end - start), logs, plan);
        }

        return distinct;
    }

    private static int CountExactly(ReadOnlySpan<(int Log, int Index)> same, IReadOnlyList<PatternLog> logs, FormPlan plan)
    {
        List<LayerForms> known = [];
        foreach ((int log, int index) in same)
        {
            LayerForms map = ExactForms.Along(plan.Network, plan.Embedding.RootForms, Pattern(plan.Network, logs[log][index])).Output;
            if (!known.Exists(other => AreEqual(map, other)))
            {
                known.Add(map);
            }
        }

        return known.Count;
    }

    /// <summary>The pattern of packed bits.</summary>
    public static ActivationPattern Pattern(ReluNetwork network, ReadOnlySpan<ulong> bits)
    {
        ActivationPhase[][] layers = new ActivationPhase[network.HiddenLayers.Length][];
        int index = 0;
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = new ActivationPhase[network.HiddenLayers[l].Width];
            for (int i = 0; i < layers[l].Length; i++, index++)
            {
                layers[l][i] = (ActivationPhase)((bits[index >> 6] >> (index & 63)) & 1);
            }
        }

        return ActivationPattern.Create(layers);
    }

    private static bool AreEqual(LayerForms left, LayerForms right)
    {
        // The divisor of a node depends on the graph alone.
        for (int i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(DyadicRow? left, DyadicRow? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        for (int c = 0; c < left.Columns; c++)
        {
            if (left.ValueAt(c) != right.ValueAt(c))
            {
                return false;
            }
        }

        return true;
    }
}
