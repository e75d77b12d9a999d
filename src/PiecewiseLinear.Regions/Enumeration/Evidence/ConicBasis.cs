using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Finds among integer vectors a₀ … a_{n−1} of R^k a basis whose combination to a given vector w has coefficients ≥ 0, when w is in their cone (Carathéodory).
/// </summary>
/// <remarks>
/// The criss-cross method (Terlaky 1985): from any basis, take the least index with a negative coefficient out and the least index in that has the right sign
/// on the ray that opens. Least indices make it finite. Exact, so degeneracy does not matter; a step costs two k × k systems.
/// </remarks>
internal static class ConicBasis
{
    /// <summary>The indices of such a basis, ascending; null if w is not in the cone or the vectors do not span.</summary>
    public static int[]? Find(BigInteger[][] vectors, BigInteger[] target)
    {
        if (Independent(vectors, target.Length) is not { } basis)
        {
            return null;
        }

        while (true)
        {
            int leaving = Array.FindIndex(Solve(Transposed(vectors, basis), target), static weight => weight.Sign < 0);
            if (leaving < 0)
            {
                return basis;
            }

            BigInteger[] unit = new BigInteger[target.Length];
            unit[leaving] = BigInteger.One;
            BigInteger[] ray = Solve([.. basis.Select(i => vectors[i])], unit);
            int entering = Array.FindIndex(vectors, vector => IntegerVector.Dot(vector, ray).Sign < 0);
            if (entering < 0)
            {
                return null;
            }

            basis[leaving] = entering;
            Array.Sort(basis);
        }
    }

    private static int[]? Independent(BigInteger[][] vectors, int dimension)
    {
        List<int> basis = [];
        for (int i = 0; i < vectors.Length && basis.Count < dimension; i++)
        {
            if (FractionFree.Rank([.. basis.Append(i).Select(j => vectors[j])]) == basis.Count + 1)
            {
                basis.Add(i);
            }
        }

        return basis.Count == dimension ? [.. basis] : null;
    }

    /// <summary>The solution of a regular system but for its positive denominator.</summary>
    private static BigInteger[] Solve(BigInteger[][] matrix, BigInteger[] rightHandSide)
        => FractionFree.Solve(matrix, rightHandSide) is { } solution
            ? [.. solution.Numerators]
            : throw new InvalidOperationException("a basis of independent vectors gave a singular system");

    private static BigInteger[][] Transposed(BigInteger[][] vectors, int[] basis)
        => [.. Enumerable.Range(0, basis.Length).Select(c => basis.Select(i => vectors[i][c]).ToArray())];
}
