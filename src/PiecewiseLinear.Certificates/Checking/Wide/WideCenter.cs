using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The point of a radius in units of 2⁻¹²⁸, rounded down and up.</summary>
internal sealed class WideCenter(ImmutableArray<Rational> exact)
{
    public BigInteger[] Low { get; } = [.. exact.Select(FixedPoint.Floor)];

    public BigInteger[] High { get; } = [.. exact.Select(FixedPoint.Ceiling)];

    /// <summary>What a form is at least on a box.</summary>
    public static BigInteger Least(BigInteger[] form, BigInteger[] low, BigInteger[] high)
    {
        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < form.Length; j++)
        {
            sum += FixedPoint.Product(form[j], form[j].Sign > 0 ? low[j] : high[j]);
        }

        return sum;
    }

    /// <summary>What <see cref="ChangeMinimum"/> says: what a form is at least on the points of a box with few changes.</summary>
    public BigInteger WithFewChanges(BigInteger[] form, WideState state, ChangeBudget budget)
    {
        BigInteger sum = Least(form, Low, High);
        int left = budget.Left;
        List<BigInteger> gains = [];
        for (int j = 0; j < form.Length; j++)
        {
            InputChange decided = budget.Inputs[j];
            BigInteger gain = FixedPoint.Product(form[j], form[j].Sign > 0 ? state.Low[j] - High[j] : state.High[j] - Low[j]);
            bool changed = state.Low[j] > Low[j] || state.High[j] < High[j];
            if (decided == InputChange.Free || (decided == InputChange.Undecided && changed))
            {
                sum += gain;
                left -= decided == InputChange.Free ? 0 : 1;
            }
            else if (decided == InputChange.Undecided)
            {
                gains.Add(BigInteger.Min(gain, BigInteger.Zero));
            }
        }

        return gains.Order().Take(Math.Max(0, left)).Aggregate(sum, static (total, gain) => total + gain);
    }
}
