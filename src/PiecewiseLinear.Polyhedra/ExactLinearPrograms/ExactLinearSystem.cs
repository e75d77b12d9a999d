using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

internal sealed record ExactSolution(ImmutableArray<BigInteger> Numerators, BigInteger Denominator);

/// <summary>Fraction-free Gauss-Jordan elimination; a stand-in for the system solver of Exact.</summary>
internal static class ExactLinearSystem
{
    public static ExactSolution? Solve(BigInteger[][] a, BigInteger[] b)
    {
        int n = a.Length;
        BigInteger[][] t = [.. a.Select((row, i) => row.Append(b[i]).ToArray())];
        BigInteger previous = BigInteger.One;
        for (int p = 0; p < n; p++)
        {
            int best = Array.FindIndex(t, p, row => !row[p].IsZero);
            if (best < 0)
            {
                return null;
            }

            (t[p], t[best]) = (t[best], t[p]);
            for (int i = 0; i < n; i++)
            {
                if (i != p)
                {
                    BigInteger factor = t[i][p];
                    for (int j = 0; j <= n; j++)
                    {
                        t[i][j] = ((t[p][p] * t[i][j]) - (factor * t[p][j])) / previous;
                    }
                }
            }

            previous = t[p][p];
        }

        BigInteger sign = previous.Sign;
        return new ExactSolution([.. t.Select(row => row[n] * sign)], n == 0 ? BigInteger.One : previous * sign);
    }
}
