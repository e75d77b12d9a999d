using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// Linear algebra on integer matrices (an array of rows) without fractions: Bareiss' elimination, in which every intermediate number is a
/// minor of the matrix, so that all divisions are exact and numbers stay within Hadamard's bound. O(rows · columns · rank) operations on
/// integers of up to rank · (bits of an entry) bits. (E. H. Bareiss, Sylvester's identity and multistep integer-preserving Gaussian
/// elimination, Math. Comp. 22, 1968.) The arguments are not changed.
/// </summary>
public static class FractionFree
{
    /// <summary>The solution of the square system a·x = b, or null when the matrix is singular.</summary>
    /// <param name="a">The matrix, an array of rows.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row of each elimination step.</param>
    /// <exception cref="ArgumentException">The matrix is not square or b has another length.</exception>
    public static ExactSolution? Solve(BigInteger[][] a, BigInteger[] b, CancellationToken cancellationToken = default)
    {
        RequireSystem(a, b);
        int n = a.Length;
        BigInteger[][] work = new BigInteger[n][];
        for (int i = 0; i < n; i++)
        {
            work[i] = [.. a[i], b[i]];
        }

        Echelon echelon = Echelon.Of(work, n, cancellationToken);
        if (echelon.Rank < n)
        {
            return null;
        }

        BigInteger[] numerators = new BigInteger[n];
        echelon.BackSubstitute(n, BigInteger.One, numerators, cancellationToken);
        return ExactSolution.Canonical(numerators, echelon.LastPivot);
    }

    /// <summary>The rank.</summary>
    public static int Rank(BigInteger[][] a) => Echelon.Of(Copy(a, out int columns), columns).Rank;

    /// <summary>
    /// The first columns, in ascending order, that are independent of those before them: as many as the rank, and the rows restricted to them have that rank.
    /// </summary>
    /// <exception cref="ArgumentException">The rows have different lengths.</exception>
    public static IReadOnlyList<int> PivotColumns(BigInteger[][] a) => Echelon.Of(Copy(a, out int columns), columns).PivotColumns;

    /// <summary>
    /// A basis of {x : a·x = 0}: integer vectors with no common factor, one for each column without a pivot, positive in that column and zero
    /// in the other columns without a pivot.
    /// </summary>
    /// <param name="a">The matrix; without rows it says nothing about its columns, hence the second argument.</param>
    /// <param name="columns">The number of columns.</param>
    public static BigInteger[][] NullSpace(BigInteger[][] a, int columns)
    {
        BigInteger[][] work = Copy(a, out int found);
        if (a.Length > 0 && found != columns)
        {
            throw new ArgumentException($"the rows have {found} entries, expected {columns}", nameof(a));
        }

        Echelon echelon = Echelon.Of(work, columns);
        List<BigInteger[]> basis = [];
        foreach (int free in Enumerable.Range(0, columns).Except(echelon.PivotColumns))
        {
            BigInteger[] vector = new BigInteger[columns];
            echelon.BackSubstitute(free, BigInteger.MinusOne, vector);
            vector[free] = echelon.LastPivot;
            BigInteger common = vector.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor) * echelon.LastPivot.Sign;
            basis.Add([.. vector.Select(x => x / common)]);
        }

        return [.. basis];
    }

    /// <summary>The determinant of a square matrix; 1 for the matrix without rows.</summary>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static BigInteger Determinant(BigInteger[][] a)
    {
        BigInteger[][] work = Copy(a, out int columns);
        if (a.Length > 0 && columns != a.Length)
        {
            throw new ArgumentException($"a determinant needs a square matrix, found {a.Length} rows of {columns} entries", nameof(a));
        }

        Echelon echelon = Echelon.Of(work, a.Length);
        return echelon.Rank < a.Length ? BigInteger.Zero : echelon.SwappedOddly ? -echelon.LastPivot : echelon.LastPivot;
    }

    internal static void RequireSystem(BigInteger[][] a, BigInteger[] b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Length != a.Length)
            {
                throw new ArgumentException($"row {i} of the matrix has {a[i].Length} entries, expected {a.Length}", nameof(a));
            }
        }

        if (b.Length != a.Length)
        {
            throw new ArgumentException($"the right-hand side has {b.Length} entries, expected {a.Length}", nameof(b));
        }
    }

    private static BigInteger[][] Copy(BigInteger[][] a, out int columns)
    {
        columns = a.Length == 0 ? 0 : a[0].Length;
        BigInteger[][] copy = new BigInteger[a.Length][];
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Length != columns)
            {
                throw new ArgumentException($"row {i} has {a[i].Length} entries, the first row has {columns}", nameof(a));
            }

            copy[i] = [.. a[i]];
        }

        return copy;
    }
}
