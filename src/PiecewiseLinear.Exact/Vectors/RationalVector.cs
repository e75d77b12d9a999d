using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>Vectors of rationals: points, directions, affine forms and the rows of their matrices.</summary>
public static class RationalVector
{
    /// <summary>The scalar product Σ xⱼ·yⱼ; one gcd for the result instead of one a term.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Rational Dot(ReadOnlySpan<Rational> x, ReadOnlySpan<Rational> y)
    {
        IntegerVector.RequireEqualLengths(x.Length, y.Length);
        (BigInteger[] xs, BigInteger xd) = ToHomogeneous(x);
        (BigInteger[] ys, BigInteger yd) = ToHomogeneous(y);
        return new Rational(IntegerVector.Dot(xs, ys), xd * yd);
    }

    /// <summary>The value A·x + b of an affine map; the matrix as an array of rows.</summary>
    /// <exception cref="ArgumentException">A row has not the length of the point, or b has not one entry a row.</exception>
    public static Rational[] Apply(ReadOnlySpan<Rational[]> matrix, ReadOnlySpan<Rational> bias, ReadOnlySpan<Rational> point)
    {
        IntegerVector.RequireEqualLengths(matrix.Length, bias.Length);
        Rational[] value = new Rational[matrix.Length];
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = Dot(matrix[i], point) + bias[i];
        }

        return value;
    }

    /// <summary>The point start + step·direction.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Rational[] Along(ReadOnlySpan<Rational> start, Rational step, ReadOnlySpan<Rational> direction)
    {
        IntegerVector.RequireEqualLengths(start.Length, direction.Length);
        Rational[] point = new Rational[start.Length];
        for (int j = 0; j < point.Length; j++)
        {
            point[j] = start[j] + (step * direction[j]);
        }

        return point;
    }

    /// <summary>Homogeneous coordinates: the numerators over the least common denominator, which is positive (1 for the empty vector).</summary>
    public static (BigInteger[] Numerators, BigInteger Denominator) ToHomogeneous(ReadOnlySpan<Rational> x)
    {
        BigInteger common = BigInteger.One;
        foreach (Rational entry in x)
        {
            common = IntegerVector.LeastCommonMultiple(common, entry.Denominator);
        }

        BigInteger[] numerators = new BigInteger[x.Length];
        for (int j = 0; j < numerators.Length; j++)
        {
            numerators[j] = common.IsOne ? x[j].Numerator : x[j].Numerator * (common / x[j].Denominator);
        }

        return (numerators, common);
    }
}
