using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A stream of random integers that is the same on every machine: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), started from a seed and the numbers of what it is for, so that no stream
/// depends on the order of the work.
/// </summary>
internal struct SeededIntegers
{
    private ulong _state;

    public SeededIntegers(ulong seed, params ReadOnlySpan<int> purpose)
    {
        _state = seed;
        foreach (int part in purpose)
        {
            _state = Next() ^ (ulong)(uint)part;
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="count"/> − 1 (a bias below count/2⁶⁴ is accepted).</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>A number in [0, 1) on the grid of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1d / (1L << 53));

    /// <summary>
    /// A vector of integers in a random direction: each coordinate is the sum of twelve uniform 16-bit numbers less its mean, nearly normal (Irwin and Hall), never all zero.
    /// </summary>
    public BigInteger[] Direction(int dimension)
    {
        BigInteger[] direction = new BigInteger[dimension];
        do
        {
            for (int j = 0; j < dimension; j++)
            {
                long sum = -6 * 65_535;
                for (int k = 0; k < 3; k++)
                {
                    ulong bits = Next();
                    sum += (long)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
                }

                direction[j] = sum;
            }
        }
        while (Array.TrueForAll(direction, static x => x.IsZero));
        return direction;
    }
}
