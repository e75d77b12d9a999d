using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>Rational numbers Nᵢ · 2^e / D with one exponent e and one divisor D &gt; 0 for all components.</summary>
internal sealed record FixedPointVector(BigInteger[] Integers, int Exponent, BigInteger Divisor)
{
    public static FixedPointVector FromRationals(IReadOnlyList<Rational> values)
    {
        BigInteger divisor = BigInteger.One;
        foreach (Rational value in values)
        {
            divisor = IntegerVector.LeastCommonMultiple(divisor, value.Denominator);
        }

        return new FixedPointVector([.. values.Select(value => value.Numerator * (divisor / value.Denominator))], 0, divisor);
    }

    /// <summary>(Σ Wₖ·vₖ + b) / q: see <see cref="AffineNode"/>.</summary>
    public static FixedPointVector Affine(AffineNode node, FixedPointVector[] values, CancellationToken cancellationToken)
    {
        BigInteger common = BigInteger.One;
        int exponent = LeastExponent(node.Bias.AsSpan(), 0);
        foreach (AffineTerm term in node.Terms)
        {
            common = IntegerVector.LeastCommonMultiple(common, values[term.Source].Divisor);
            int weights = term.Operator is IdentityOperator ? 0 : LeastExponent(OperatorRows.Weights(term.Operator), 0);
            exponent = Math.Min(exponent, weights + values[term.Source].Exponent);
        }

        BigInteger[] sums = new BigInteger[node.Width];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = Shifted(node.Bias[i], exponent) * common;
        }

        foreach (AffineTerm term in node.Terms)
        {
            FixedPointVector source = values[term.Source];
            BigInteger factor = common / source.Divisor;
            BigInteger[] scaled = factor.IsOne ? source.Integers : [.. source.Integers.Select(value => value * factor)];
            for (int i = 0; i < sums.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach ((int column, double weight) in OperatorRows.Row(term.Operator, i))
                {
                    if (!scaled[column].IsZero)
                    {
                        sums[i] += Shifted(weight, exponent - source.Exponent) * scaled[column];
                    }
                }
            }
        }

        return new FixedPointVector(sums, exponent, common * node.Divisor).Reduce();
    }

    public FixedPointVector Relu() => this with { Integers = [.. Integers.Select(static value => BigInteger.Max(value, BigInteger.Zero))] };

    public ImmutableArray<int> Signs() => [.. Integers.Select(static value => value.Sign)];

    public ImmutableArray<Rational> ToRationals()
        => [.. Integers.Select(value => Exponent >= 0 ? new Rational(value << Exponent, Divisor) : new Rational(value, Divisor << -Exponent))];

    /// <summary>Divides the common power of two out of the integers.</summary>
    private FixedPointVector Reduce()
    {
        int zeros = int.MaxValue;
        foreach (BigInteger value in Integers)
        {
            zeros = value.IsZero ? zeros : Math.Min(zeros, (int)BigInteger.TrailingZeroCount(value));
        }

        return zeros is 0 or int.MaxValue
            ? this
            : new FixedPointVector([.. Integers.Select(value => value >> zeros)], Exponent + zeros, Divisor);
    }

    /// <summary>The integer weight / 2^exponent; the exponent is at most that of the weight's lowest set bit.</summary>
    private static BigInteger Shifted(double weight, int exponent)
    {
        (long mantissa, int power) = DoubleParts.Of(weight);
        return power >= exponent ? (BigInteger)mantissa << (power - exponent) : mantissa >> (exponent - power);
    }

    /// <summary>The least exponent of a lowest set bit among nonzero weights, but no more than <paramref name="most"/>.</summary>
    private static int LeastExponent(ReadOnlySpan<double> weights, int most)
    {
        foreach (double weight in weights)
        {
            if (weight != 0d)
            {
                (long mantissa, int power) = DoubleParts.Of(weight);
                most = Math.Min(most, power + BitOperations.TrailingZeroCount(mantissa));
            }
        }

        return most;
    }
}
