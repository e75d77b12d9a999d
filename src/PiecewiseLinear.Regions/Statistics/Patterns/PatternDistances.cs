using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Regions;

/// <summary>
/// What packed patterns say about many points: Hamming distances (how many neurons change their phase from one point to another) and which points share a pattern.
/// All numbers are exact.
/// </summary>
public static class PatternDistances
{
    /// <summary>The number of neurons whose bit differs between two points.</summary>
    public static int Between(PatternBatch batch, int first, int second)
    {
        ReadOnlySpan<byte> a = batch[first], b = batch[second];
        ReadOnlySpan<ulong> wideA = MemoryMarshal.Cast<byte, ulong>(a), wideB = MemoryMarshal.Cast<byte, ulong>(b);
        int distance = 0;
        for (int w = 0; w < wideA.Length; w++)
        {
            distance += BitOperations.PopCount(wideA[w] ^ wideB[w]);
        }

        for (int k = wideA.Length * sizeof(ulong); k < a.Length; k++)
        {
            distance += BitOperations.PopCount((uint)(a[k] ^ b[k]));
        }

        return distance;
    }

    /// <summary>The distances between each point and the next: one number less than there are points.</summary>
    public static ImmutableArray<int> Consecutive(PatternBatch batch)
        => [.. Enumerable.Range(0, Math.Max(0, batch.Count - 1)).Select(p => Between(batch, p, p + 1))];

    /// <summary>All distances, row by row: entry (p, q) at p · Count + q. Memory and time grow with the square of the number of points.</summary>
    public static int[] Matrix(PatternBatch batch)
    {
        int n = batch.Count;
        int[] matrix = new int[checked(n * n)];
        for (int p = 0; p < n; p++)
        {
            for (int q = 0; q < p; q++)
            {
                matrix[(p * n) + q] = matrix[(q * n) + p] = Between(batch, p, q);
            }
        }

        return matrix;
    }

    /// <summary>How many of the n(n − 1)/2 pairs of points have each distance 0 … Neurons. Time grows with the square of the number of points, memory does not.</summary>
    public static ImmutableArray<long> Histogram(PatternBatch batch, CancellationToken cancellationToken)
    {
        long[] counts = new long[batch.Neurons + 1];
        for (int p = 1; p < batch.Count; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int q = 0; q < p; q++)
            {
                counts[Between(batch, p, q)]++;
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(counts);
    }

    /// <summary>The points sorted by pattern: one group for each pattern, in the order of first points, points ascending.</summary>
    public static ImmutableArray<ImmutableArray<int>> SharedPatterns(PatternBatch batch)
    {
        Dictionary<ByteKey, int> groupOf = [];
        List<List<int>> groups = [];
        for (int p = 0; p < batch.Count; p++)
        {
            ByteKey key = new(batch.Bits.Slice(p * batch.BytesPerPoint, batch.BytesPerPoint));
            if (!groupOf.TryGetValue(key, out int group))
            {
                groupOf.Add(key, group = groups.Count);
                groups.Add([]);
            }

            groups[group].Add(p);
        }

        return [.. groups.Select(static group => group.ToImmutableArray())];
    }

    /// <summary>Bytes compared by content.</summary>
    private readonly struct ByteKey(ReadOnlyMemory<byte> bytes) : IEquatable<ByteKey>
    {
        private readonly ReadOnlyMemory<byte> _bytes = bytes;

        public bool Equals(ByteKey other) => _bytes.Span.SequenceEqual(other._bytes.Span);

        public override bool Equals(object? obj) => obj is ByteKey other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.AddBytes(_bytes.Span);
            return hash.ToHashCode();
        }
    }
}
