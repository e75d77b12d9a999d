using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>The exact solution x of a square linear system, xⱼ = Numerators[j] / Denominator.</summary>
/// <param name="Numerators">The numerators over the common denominator.</param>
/// <param name="Denominator">The least common denominator, positive.</param>
public sealed record ExactSolution(ImmutableArray<BigInteger> Numerators, BigInteger Denominator)
{
    /// <summary>Component <paramref name="index"/> in lowest terms.</summary>
    public Rational this[int index] => new(Numerators[index], Denominator);

    /// <summary>The solution with the common factor of all numerators and the denominator divided out and a positive denominator.</summary>
    internal static ExactSolution Canonical(BigInteger[] numerators, BigInteger denominator)
    {
        BigInteger common = denominator;
        foreach (BigInteger numerator in numerators)
        {
            if (common.IsOne)
            {
                break;
            }

            common = BigInteger.GreatestCommonDivisor(common, numerator);
        }

        common = BigInteger.Abs(common) * denominator.Sign;
        return common.IsOne
            ? new ExactSolution([.. numerators], denominator)
            : new ExactSolution([.. numerators.Select(numerator => numerator / common)], denominator / common);
    }
}
