using System.Numerics;
using System.Runtime.CompilerServices;

namespace PiecewiseLinear.Regions;

/// <summary>A small set of constraint slots, as bits: which constraints of a cell are tight at a vertex. Implementations differ in how many slots they have.</summary>
internal interface ITightSet<TSelf>
    where TSelf : unmanaged, ITightSet<TSelf>
{
    /// <summary>The number of slots.</summary>
    static abstract int Capacity { get; }

    /// <summary>The number of elements.</summary>
    int Count { get; }

    /// <summary>Whether there is no element.</summary>
    bool IsEmpty { get; }

    /// <summary>The least slot that is not in the set, or −1 when all are.</summary>
    int LeastFree { get; }

    /// <summary>The elements of both.</summary>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>The elements of either.</summary>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>The elements of one of the two.</summary>
    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>The number of common elements.</summary>
    static abstract int CountCommon(in TSelf left, in TSelf right);

    /// <summary>Whether all elements are in the other set.</summary>
    bool IsSubsetOf(in TSelf other);

    /// <summary>Whether a slot is in the set.</summary>
    bool Contains(int slot);

    /// <summary>The set with a slot.</summary>
    TSelf With(int slot);

    /// <summary>The set without a slot.</summary>
    TSelf Without(int slot);
}

/// <summary>Up to 64 slots.</summary>
internal readonly record struct Tight64(ulong Bits) : ITightSet<Tight64>
{
    public static int Capacity => 64;

    public int Count => BitOperations.PopCount(Bits);

    public bool IsEmpty => Bits == 0;

    public int LeastFree => Bits == ulong.MaxValue ? -1 : BitOperations.TrailingZeroCount(~Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tight64 operator &(Tight64 left, Tight64 right) => new(left.Bits & right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tight64 operator |(Tight64 left, Tight64 right) => new(left.Bits | right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tight64 operator ^(Tight64 left, Tight64 right) => new(left.Bits ^ right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountCommon(in Tight64 left, in Tight64 right) => BitOperations.PopCount(left.Bits & right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSubsetOf(in Tight64 other) => (Bits & ~other.Bits) == 0;

    public bool Contains(int slot) => ((Bits >> slot) & 1) != 0;

    public Tight64 With(int slot) => new(Bits | (1UL << slot));

    public Tight64 Without(int slot) => new(Bits & ~(1UL << slot));
}

/// <summary>Up to 512 slots.</summary>
internal unsafe struct Tight512 : ITightSet<Tight512>
{
    private const int Words = 8;
    private fixed ulong _bits[Words];

    public static int Capacity => 64 * Words;

    public readonly int Count
    {
        get
        {
            int count = 0;
            for (int w = 0; w < Words; w++)
            {
                count += BitOperations.PopCount(_bits[w]);
            }

            return count;
        }
    }

    public readonly bool IsEmpty
    {
        get
        {
            ulong any = 0;
            for (int w = 0; w < Words; w++)
            {
                any |= _bits[w];
            }

            return any == 0;
        }
    }

    public readonly int LeastFree
    {
        get
        {
            for (int w = 0; w < Words; w++)
            {
                if (_bits[w] != ulong.MaxValue)
                {
                    return (64 * w) + BitOperations.TrailingZeroCount(~_bits[w]);
                }
            }

            return -1;
        }
    }

    public static Tight512 operator &(Tight512 left, Tight512 right)
    {
        Tight512 result = default;
        for (int w = 0; w < Words; w++)
        {
            result._bits[w] = left._bits[w] & right._bits[w];
        }

        return result;
    }

    public static Tight512 operator |(Tight512 left, Tight512 right)
    {
        Tight512 result = default;
        for (int w = 0; w < Words; w++)
        {
            result._bits[w] = left._bits[w] | right._bits[w];
        }

        return result;
    }

    public static Tight512 operator ^(Tight512 left, Tight512 right)
    {
        Tight512 result = default;
        for (int w = 0; w < Words; w++)
        {
            result._bits[w] = left._bits[w] ^ right._bits[w];
        }

        return result;
    }

    public static int CountCommon(in Tight512 left, in Tight512 right)
    {
        int count = 0;
        for (int w = 0; w < Words; w++)
        {
            count += BitOperations.PopCount(left._bits[w] & right._bits[w]);
        }

        return count;
    }

    public readonly bool IsSubsetOf(in Tight512 other)
    {
        ulong missing = 0;
        for (int w = 0; w < Words; w++)
        {
            missing |= _bits[w] & ~other._bits[w];
        }

        return missing == 0;
    }

    public readonly bool Contains(int slot) => ((_bits[slot >> 6] >> (slot & 63)) & 1) != 0;

    public readonly Tight512 With(int slot)
    {
        Tight512 result = this;
        result._bits[slot >> 6] |= 1UL << (slot & 63);
        return result;
    }

    public readonly Tight512 Without(int slot)
    {
        Tight512 result = this;
        result._bits[slot >> 6] &= ~(1UL << (slot & 63));
        return result;
    }
}
