using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A rational point with a common denominator and a mirror in doubles, ready for the signs of many affine forms: the mirror decides where a
/// proven error bound allows, integers decide elsewhere.
/// </summary>
/// <remarks>
/// The filter. Let u = 2⁻⁵³, n = d + 1, aⱼ and xⱼ the correctly rounded mirrors of the exact Aⱼ and Xⱼ. Each product carries a relative error of at
/// most (1 + u)²−1 from the data, and the sum in any order at most γₙ = n·u/(1 − n·u) from its operations (Higham, Accuracy and Stability of
/// Numerical Algorithms, §3.1), so |computed − exact| ≤ (n + 3)·u·Σ|aⱼ||xⱼ|·(1 + O(n·u)) plus underflow terms of less than 2⁻⁹⁰⁰ in all while
/// |xⱼ| &lt; 2¹⁰⁰ and |aⱼ| ≤ 2. The bound (n + 8)·2⁻⁵²·Σ|aⱼ||xⱼ| + 2⁻⁹⁰⁰, itself computed in doubles, is larger by a factor of almost two.
/// </remarks>
internal sealed class QueryPoint
{
    private const double Underflow = 1.1830521861667747e-271; // 2^-900
    private const double UnitRoundoffTwice = 2.220446049250313e-16; // 2^-52
    private const double LargestFiltered = 1.2676506002282294e30; // 2^100

    private readonly BigInteger[] _numerators;
    private readonly BigInteger _denominator;
    private readonly double[] _mirror;
    private readonly double[] _row;
    private readonly bool _filtered;

    public QueryPoint(ImmutableArray<Rational> coordinates)
    {
        Coordinates = coordinates;
        (_numerators, _denominator) = RationalVector.ToHomogeneous(coordinates.AsSpan());
        _mirror = [.. coordinates.Select(static x => x.ToDoubleApproximate())];
        _row = new double[coordinates.Length + 1];
        _filtered = _mirror.All(static x => Math.Abs(x) < LargestFiltered);
    }

    /// <summary>The d exact coordinates.</summary>
    public ImmutableArray<Rational> Coordinates { get; }

    /// <summary>The exact sign at the point of the affine form whose d + 1 coefficients the row holds, the constant last.</summary>
    public int Sign(DyadicRow form)
    {
        if (_filtered)
        {
            form.Round(_row);
            double sum = _row[^1], magnitude = Math.Abs(_row[^1]);
            for (int j = 0; j < _mirror.Length; j++)
            {
                double product = _row[j] * _mirror[j];
                sum += product;
                magnitude += Math.Abs(product);
            }

            double bound = ((_row.Length + 8) * UnitRoundoffTwice * magnitude) + Underflow;
            if (Math.Abs(sum) > bound)
            {
                return Math.Sign(sum);
            }
        }

        return ExactSign(form);
    }

    private int ExactSign(DyadicRow form)
    {
        BigInteger sum = form.IntegerAt(_numerators.Length) * _denominator;
        for (int j = 0; j < _numerators.Length; j++)
        {
            if (!_numerators[j].IsZero)
            {
                sum += form.IntegerAt(j) * _numerators[j];
            }
        }

        return sum.Sign;
    }
}
