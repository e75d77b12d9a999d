using System.Collections.Immutable;

namespace PiecewiseLinear.Certificates;

/// <summary>A hidden layer of a chain, packed to its live neurons and maybe a few that are not: those weigh nothing.</summary>
internal sealed class PackedLayer(int width, CheckedNetwork.TermLayout term)
{
    public CheckedNetwork.TermLayout Term { get; } = term;

    private int _packing;
    private int _packingBelow;
    private double[]? _sumsOfAll;

    /// <summary>The neurons that are packed, ascending, the first <see cref="Count"/>.</summary>
    public int[] Live { get; } = new int[width];

    /// <summary>Where each neuron is packed, or −1.</summary>
    public int[] Places { get; } = new int[width];

    public int Count { get; private set; }

    public double[] Alpha { get; } = new double[CheckedNetwork.Padded(width)];

    public double[] Lambda { get; } = new double[CheckedNetwork.Padded(width)];

    public double[] Offset { get; } = new double[CheckedNetwork.Padded(width)];

    public double[] Sums { get; } = new double[CheckedNetwork.Padded(width)];

    public double[] Bias { get; } = new double[CheckedNetwork.Padded(width)];

    /// <summary>The weights of the live neurons over the live neurons below.</summary>
    public double[] Packed { get; } = new double[width * term.Stride];

    /// <summary>Whether the packing has all neurons that it needs and not many more.</summary>
    public bool Suits(BoxState state, int start, bool[] kept, PackedLayer? below, double[] sums)
    {
        if (sums != _sumsOfAll || (below is not null && below._packing != _packingBelow))
        {
            return false;
        }

        int needed = 0;
        for (int i = 0; i < width; i++)
        {
            if (state.Settled(start + i) != false || kept[start + i])
            {
                if (Places[i] < 0)
                {
                    return false;
                }

                needed++;
            }
        }

        return Count <= needed + (needed / 8) + 2;
    }

    public void Pack(BoxState state, int start, bool[] kept, PackedLayer? below, ImmutableArray<double> bias, double[] sums)
    {
        _packing++;
        (_packingBelow, _sumsOfAll) = (below?._packing ?? 0, sums);
        Count = 0;
        for (int i = 0; i < width; i++)
        {
            Places[i] = -1;
            if (state.Settled(start + i) != false || kept[start + i])
            {
                (Sums[Count], Bias[Count], Places[i]) = (sums[i], bias[i], Count);
                Live[Count++] = i;
            }
        }

        for (int j = Count; j < CheckedNetwork.Padded(Count); j++)
        {
            Alpha[j] = Lambda[j] = Offset[j] = Sums[j] = Bias[j] = 0d;
        }

        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> row = Term.Dense.AsSpan(Live[i] * Term.Stride, Term.Stride);
            Span<double> target = Packed.AsSpan(i * Term.Stride, Term.Stride);
            if (below is null)
            {
                row.CopyTo(target);
                continue;
            }

            ReadOnlySpan<int> live = below.Live.AsSpan(0, below.Count);
            for (int j = 0; j < live.Length; j++)
            {
                target[j] = row[live[j]];
            }

            target[live.Length..CheckedNetwork.Padded(live.Length)].Clear();
        }
    }
}
