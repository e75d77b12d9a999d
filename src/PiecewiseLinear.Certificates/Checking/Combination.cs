using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>Σλᵢaᵢ and Σλᵢbᵢ as integers over one positive denominator.</summary>
internal sealed record Combination(BigInteger[] Normal, BigInteger Offset, BigInteger Denominator)
{
    /// <summary>Adds up weighted rows, each with its found row.</summary>
    public static Combination Of(int columns, IReadOnlyCollection<(IntegerRow Row, Rational Weight)> terms)
    {
        BigInteger denominator = IntegerVectors.CommonMultiple(terms.Select(static term => term.Row.Denominator * term.Weight.Denominator));
        BigInteger[] normal = new BigInteger[columns];
        BigInteger offset = BigInteger.Zero;
        foreach ((IntegerRow row, Rational weight) in terms)
        {
            BigInteger factor = weight.Numerator * (denominator / (row.Denominator * weight.Denominator));
            IntegerVectors.AddMultiple(normal, row.Normal, factor);
            offset += factor * row.Offset;
        }

        return new Combination(normal, offset, denominator);
    }

    /// <summary>Looks up the rows of multipliers; a reason if one is not citable or its weight is not positive.</summary>
    public static string? Resolve(
        ImmutableArray<WeightedRow> multipliers, Func<RowReference, IntegerRow?> find, string citable, out List<(IntegerRow Row, Rational Weight)> terms)
    {
        terms = [];
        foreach ((RowReference name, Rational weight) in multipliers)
        {
            if (weight.Sign <= 0)
            {
                return $"the multiplier {weight} of row {name} is not positive";
            }

            if (find(name) is not { } row)
            {
                return $"row {name} is not {citable}";
            }

            terms.Add((row, weight));
        }

        return null;
    }
}
