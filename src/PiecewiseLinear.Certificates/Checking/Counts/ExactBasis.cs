using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of a basis in integers: what the specification says, word by word.</summary>
internal sealed class ExactBasis(PathRows rows, Domain domain)
{
    /// <summary>Why the basis does not show that the form is ≤ 0 on the cell, or null.</summary>
    /// <param name="form">The form, scaled by something positive: coefficients and constant.</param>
    /// <param name="basis">The split rows.</param>
    /// <param name="columns">As many columns.</param>
    /// <param name="citable">Whether the side of a column (upper or not) may be charged; null for all.</param>
    public string? WhyNot(BigInteger[] form, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns, Func<int, bool, bool>? citable)
    {
        int m = basis.Length;
        BigInteger[][] system = new BigInteger[m][];
        for (int p = 0; p < m; p++)
        {
            system[p] = new BigInteger[m + 1];
            for (int i = 0; i < m; i++)
            {
                system[p][i] = rows.Exact(basis[i])[columns[p]];
            }

            system[p][m] = form[columns[p]];
        }

        if (FractionFreeSolution.Of(system) is not { } solution)
        {
            return "its rows are dependent on its columns";
        }

        (BigInteger[] weights, BigInteger scale) = solution;
        BigInteger[] rest = [.. form.Select(number => number * scale)];
        for (int i = 0; i < m; i++)
        {
            if (weights[i].Sign < 0)
            {
                return $"the multiplier of its row {basis[i]} is negative";
            }

            IntegerVectors.AddMultiple(rest, rows.Exact(basis[i]), -weights[i]);
        }

        BigInteger bound = rest[^1] * domain.EndDenominator;
        for (int c = 0; c < rest.Length - 1; c++)
        {
            int sign = rest[c].Sign;
            bound += sign == 0 ? BigInteger.Zero : rest[c] * (sign > 0 ? domain.UpperEnds[c] : domain.LowerEnds[c]);
            if (sign != 0 && citable is not null && !citable(c, sign > 0))
            {
                return $"it leaves column {c} to a side of the box that was dropped";
            }
        }

        return bound.Sign <= 0 ? null : "the form is above 0 at its vertex";
    }
}

/// <summary>Linear systems in integers by Bareiss' elimination, in which every division is exact.</summary>
internal static class FractionFreeSolution
{
    /// <summary>Solves the square system with its right-hand side as last column: x = weights / scale, scale &gt; 0; null if it is singular. Destroys the system.</summary>
    public static (BigInteger[] Weights, BigInteger Scale)? Of(BigInteger[][] system)
    {
        int m = system.Length;
        BigInteger previous = BigInteger.One;
        for (int c = 0; c < m; c++)
        {
            int pivot = Array.FindIndex(system, c, row => !row[c].IsZero);
            if (pivot < 0)
            {
                return null;
            }

            (system[c], system[pivot]) = (system[pivot], system[c]);
            BigInteger head = system[c][c];
            for (int i = 0; i < m; i++)
            {
                if (i == c)
                {
                    continue;
                }

                BigInteger factor = system[i][c];
                for (int j = 0; j <= m; j++)
                {
                    system[i][j] = ((system[i][j] * head) - (factor * system[c][j])) / previous;
                }
            }

            previous = head;
        }

        bool negative = previous.Sign < 0;
        return ([.. system.Select(row => negative ? -row[m] : row[m])], negative ? -previous : previous);
    }
}
