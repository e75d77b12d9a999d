using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The order of patterns of one network: by the first neuron, counted layer by layer, in which they differ, Inactive before Active. It is the order in which
/// the tree of splits meets the regions.
/// </summary>
internal sealed class PatternOrder : IComparer<ActivationPattern>
{
    public static PatternOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(ActivationPattern? x, ActivationPattern? y)
    {
        ReadOnlySpan<ulong> a = x!.Bits, b = y!.Bits;
        for (int k = 0; k < a.Length; k++)
        {
            ulong difference = a[k] ^ b[k];
            if (difference != 0)
            {
                return (a[k] >> BitOperations.TrailingZeroCount(difference) & 1) == 0 ? -1 : 1;
            }
        }

        return 0;
    }
}
