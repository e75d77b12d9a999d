using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>
/// The textbook simplex method on a dictionary of integers with a common denominator (Edmonds' integer pivoting), Bland's rule, variables free
/// in sign: max ⟨c, x⟩ subject to A·x ≤ b with b ≥ 0, started at x = 0. Plain, exact and slow.
/// </summary>
internal sealed class IntegerSimplex
{
    private readonly int _variables;
    private readonly BigInteger[][] _dictionary;
    private readonly int[] _basic;
    private readonly int[] _nonbasic;
    private BigInteger _denominator = BigInteger.One;

    /// <summary>Row i reads denominator · basicᵢ = constant + Σⱼ entry · nonbasicⱼ; the last row is the objective. Variables 0 … n−1 are free.</summary>
    private IntegerSimplex(IReadOnlyList<Rational[]> a, IReadOnlyList<Rational> b, Rational[] c)
    {
        _variables = c.Length;
        _dictionary = [.. a.Select((row, i) => Cleared([.. row.Select(static x => -x), b[i]])), Cleared([.. c, 0])];
        _basic = [.. Enumerable.Range(_variables, a.Count)];
        _nonbasic = [.. Enumerable.Range(0, _variables)];
    }

    /// <summary>A point at which the maximum is taken, or null when there is no maximum.</summary>
    public static Rational[]? Maximize(IReadOnlyList<Rational[]> a, IReadOnlyList<Rational> b, Rational[] c)
    {
        if (b.Any(static x => x.Sign < 0))
        {
            throw new ArgumentException("the start x = 0 violates a row");
        }

        IntegerSimplex simplex = new(a, b, c);
        while (simplex.Entering() is >= 0 and int column)
        {
            int row = simplex.Leaving(column);
            if (row < 0)
            {
                return null;
            }

            simplex.Pivot(row, column);
        }

        Rational[] point = new Rational[c.Length];
        for (int i = 0; i < simplex._basic.Length; i++)
        {
            if (simplex._basic[i] < c.Length)
            {
                point[simplex._basic[i]] = new Rational(simplex._dictionary[i][^1], simplex._denominator);
            }
        }

        return point;
    }

    /// <summary>The improving variable with the least number: a slack that may grow, a free one that may go either way.</summary>
    private int Entering()
    {
        int best = -1;
        for (int j = 0; j < _nonbasic.Length; j++)
        {
            int gain = _dictionary[^1][j].Sign;
            if ((gain > 0 || (gain < 0 && _nonbasic[j] < _variables)) && (best < 0 || _nonbasic[j] < _nonbasic[best]))
            {
                best = j;
            }
        }

        return best;
    }

    /// <summary>The slack that reaches zero first, the one with the least number on a tie; −1 when none does.</summary>
    private int Leaving(int column)
    {
        int direction = _dictionary[^1][column].Sign, best = -1;
        for (int i = 0; i < _basic.Length; i++)
        {
            if (_basic[i] < _variables || _dictionary[i][column].Sign * direction >= 0)
            {
                continue;
            }

            int order = best < 0 ? -1 : (_dictionary[i][^1] * BigInteger.Abs(_dictionary[best][column]))
                .CompareTo(_dictionary[best][^1] * BigInteger.Abs(_dictionary[i][column]));
            if (order < 0 || (order == 0 && _basic[i] < _basic[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private void Pivot(int row, int column)
    {
        BigInteger[] pivotRow = _dictionary[row];
        BigInteger pivot = pivotRow[column];
        int sign = pivot.Sign;
        for (int i = 0; i < _dictionary.Length; i++)
        {
            if (i == row)
            {
                continue;
            }

            BigInteger[] other = _dictionary[i];
            BigInteger factor = other[column];
            for (int j = 0; j < other.Length; j++)
            {
                other[j] = j == column ? sign * factor : sign * ((pivot * other[j]) - (factor * pivotRow[j])) / _denominator;
            }
        }

        for (int j = 0; j < pivotRow.Length; j++)
        {
            pivotRow[j] = sign * (j == column ? _denominator : -pivotRow[j]);
        }

        _denominator = BigInteger.Abs(pivot);
        (_basic[row], _nonbasic[column]) = (_nonbasic[column], _basic[row]);
    }

    /// <summary>The row times the least common multiple of its denominators (scaling a row or the objective changes nothing that is asked).</summary>
    private static BigInteger[] Cleared(Rational[] row)
    {
        BigInteger multiple = BigInteger.One;
        foreach (Rational x in row)
        {
            multiple *= x.Denominator / BigInteger.GreatestCommonDivisor(multiple, x.Denominator);
        }

        return [.. row.Select(x => x.Numerator * (multiple / x.Denominator))];
    }
}
