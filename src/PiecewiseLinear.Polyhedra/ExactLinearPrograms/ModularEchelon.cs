using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Linear independence of integer rows, modulo the prime 2⁶¹ − 1: rows that are independent modulo a prime are independent. (The converse may fail, with
/// luck of 2⁻⁶¹; then a usable row is passed over and nothing false is said.) O(d²) word operations a row.
/// </summary>
internal sealed class ModularEchelon(int dimension)
{
    private const ulong Prime = (1UL << 61) - 1;
    private readonly ulong[]?[] _byPivot = new ulong[dimension][];

    /// <summary>The number of rows kept so far.</summary>
    public int Rank { get; private set; }

    /// <summary>Keeps the row if it is independent of those kept before.</summary>
    public bool TryAdd(IReadOnlyList<BigInteger> row)
    {
        ulong[] reduced = new ulong[dimension];
        for (int j = 0; j < dimension; j++)
        {
            if (!row[j].IsZero)
            {
                BigInteger rest = BigInteger.Remainder(row[j], Prime);
                reduced[j] = rest.Sign < 0 ? Prime - (ulong)-rest : (ulong)rest;
            }
        }

        for (int j = 0; j < dimension; j++)
        {
            if (reduced[j] == 0)
            {
                continue;
            }

            if (_byPivot[j] is not { } pivotal)
            {
                Normalize(reduced, j);
                _byPivot[j] = reduced;
                Rank++;
                return true;
            }

            ulong factor = Prime - reduced[j];
            for (int k = j; k < dimension; k++)
            {
                reduced[k] = Reduce(Multiply(factor, pivotal[k]) + reduced[k]);
            }
        }

        return false;
    }

    /// <summary>Whether unit row j completes the rows kept so far: no kept row has its pivot there.</summary>
    public bool LacksPivot(int column) => _byPivot[column] is null;

    private static void Normalize(ulong[] row, int pivot)
    {
        ulong inverse = Power(row[pivot], Prime - 2);
        for (int k = pivot; k < row.Length; k++)
        {
            row[k] = Multiply(row[k], inverse);
        }
    }

    private static ulong Power(ulong value, ulong exponent)
    {
        ulong result = 1;
        for (; exponent != 0; exponent >>= 1)
        {
            result = (exponent & 1) != 0 ? Multiply(result, value) : result;
            value = Multiply(value, value);
        }

        return result;
    }

    private static ulong Multiply(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return Reduce((low & Prime) + ((high << 3) | (low >> 61)));
    }

    private static ulong Reduce(ulong value) => value >= Prime ? value - Prime : value;
}
