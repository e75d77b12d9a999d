using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The exact sum of many vectors of fractions, each vector over one denominator, in a balanced tree: numbers of equal size meet, and nothing is reduced before the end. The
/// denominators of n breakpoints have hardly any common factor, so the sum of n fractions of b bits has about n·b bits whatever is done.
/// </summary>
/// <param name="width">The number of entries of a vector.</param>
internal sealed class FractionSum(int width)
{
    private readonly List<Partial> _partials = [];

    /// <summary>Adds <paramref name="numerators"/>/<paramref name="denominator"/>, the denominator positive; the array is taken over.</summary>
    public void Add(BigInteger[] numerators, BigInteger denominator)
    {
        Partial partial = new(numerators, denominator, 0);
        while (_partials.Count > 0 && _partials[^1].Rank == partial.Rank)
        {
            partial = Merge(_partials[^1], partial);
            _partials.RemoveAt(_partials.Count - 1);
        }

        _partials.Add(partial);
    }

    /// <summary>Adds one fraction to the only entry.</summary>
    public void Add(Rational value) => Add([value.Numerator], value.Denominator);

    /// <summary>The sum: numerators over one positive denominator.</summary>
    public (BigInteger[] Numerators, BigInteger Denominator) Total()
    {
        Partial total = new(new BigInteger[width], BigInteger.One, 0);
        for (int i = _partials.Count - 1; i >= 0; i--)
        {
            total = Merge(_partials[i], total);
        }

        return (total.Numerators, total.Denominator);
    }

    /// <summary>The only entry of the sum.</summary>
    public Rational Value()
    {
        (BigInteger[] numerators, BigInteger denominator) = Total();
        return new Rational(numerators[0], denominator);
    }

    private static Partial Merge(Partial left, Partial right)
    {
        BigInteger[] sum = new BigInteger[left.Numerators.Length];
        bool same = left.Denominator == right.Denominator;
        for (int j = 0; j < sum.Length; j++)
        {
            sum[j] = same
                ? left.Numerators[j] + right.Numerators[j]
                : (left.Numerators[j] * right.Denominator) + (right.Numerators[j] * left.Denominator);
        }

        return new Partial(sum, same ? left.Denominator : left.Denominator * right.Denominator, Math.Max(left.Rank, right.Rank) + 1);
    }

    private sealed record Partial(BigInteger[] Numerators, BigInteger Denominator, int Rank);
}
