using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>Counts the pairs of regions whose patterns differ in exactly one neuron.</summary>
internal static class HammingPairs
{
    /// <summary>The number of pairs. Cost: one lookup for each inactive neuron of each region.</summary>
    public static long Count(IReadOnlyList<PatternLog> logs, int neurons)
    {
        int words = logs.Count == 0 ? 1 : logs[0].Words;
        long total = logs.Sum(static log => (long)log.Count);
        ulong[] table = new ulong[Capacity(total) * words];
        bool[] used = new bool[Capacity(total)];
        foreach (PatternLog log in logs)
        {
            for (int i = 0; i < log.Count; i++)
            {
                long place = Find(table, used, log[i]);
                used[place] = true;
                log[i].CopyTo(table.AsSpan((int)place * words));
            }
        }

        long pairs = 0;
        ulong[] flipped = new ulong[words];
        foreach (PatternLog log in logs)
        {
            for (int i = 0; i < log.Count; i++)
            {
                log[i].CopyTo(flipped);
                for (int n = 0; n < neurons; n++)
                {
                    ulong bit = 1UL << (n & 63);
                    if ((flipped[n >> 6] & bit) == 0)
                    {
                        flipped[n >> 6] |= bit;
                        pairs += used[Find(table, used, flipped)] ? 1 : 0;
                        flipped[n >> 6] &= ~bit;
                    }
                }
            }
        }

        return pairs;
    }

    private static long Capacity(long count) => (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, 2 * count));

    /// <summary>The place of a pattern, or the free place where it belongs.</summary>
    private static long Find(ulong[] table, bool[] used, ReadOnlySpan<ulong> pattern)
    {
        ulong hash = 0;
        foreach (ulong word in pattern)
        {
            hash = (BitOperations.RotateLeft(hash, 23) ^ word) * 0x9E3779B97F4A7C15UL;
            hash ^= hash >> 29;
        }

        for (long place = (long)(hash & (ulong)(used.Length - 1)); ; place = (place + 1) & (used.Length - 1))
        {
            if (!used[place] || table.AsSpan((int)place * pattern.Length, pattern.Length).SequenceEqual(pattern))
            {
                return place;
            }
        }
    }
}
