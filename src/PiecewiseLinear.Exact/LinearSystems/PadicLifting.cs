using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// Solves a·x = b by lifting the solution modulo a prime p to one modulo p^k and reading the fractions off it (J. D. Dixon, Exact solution of
/// linear equations using p-adic expansions, Numer. Math. 40, 1982). With r₀ = b: yᵢ = a⁻¹rᵢ mod p, rᵢ₊₁ = (rᵢ − a·yᵢ)/p, x ≡ Σyᵢpⁱ.
/// </summary>
internal static class PadicLifting
{
    /// <summary>The exact solution, or null when the matrix is singular modulo each of a few primes (then it is probably singular).</summary>
    public static ExactSolution? TrySolve(BigInteger[][] a, BigInteger[] b, CancellationToken cancellationToken = default)
    {
        foreach (ulong prime in PrimeField.Primes)
        {
            PrimeField field = new(prime);
            ulong[][] inverse = [.. a.Select(row => (ulong[])[.. row.Select(x => Residue(x, prime))])];
            if (field.TryInvert(inverse, cancellationToken))
            {
                return Lift(a, b, field, inverse, cancellationToken);
            }
        }

        return null;
    }

    private static ExactSolution? Lift(BigInteger[][] a, BigInteger[] b, PrimeField field, ulong[][] inverse, CancellationToken cancellationToken)
    {
        int n = a.Length;
        long bits = HadamardBits(a, b);
        int enough = checked((int)(((2 * bits) + 3) / 49)) + 1;
        DyadicRow[] columns = [.. Enumerable.Range(0, n).Select(j => Column(a, j, cancellationToken))];
        BigInteger[] rest = [.. b];
        List<ulong[]> expansion = [];
        int attempt = 8;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            expansion.Add(Step(columns, rest, field, inverse));
            if (expansion.Count >= Math.Min(attempt, enough))
            {
                if (Reconstruct(a, b, expansion, field.Prime, cancellationToken) is { } solution)
                {
                    return solution;
                }

                if (expansion.Count >= enough)
                {
                    return null;
                }

                attempt = (attempt * 3) / 2;
            }
        }
    }

    /// <summary>One digit of the expansion; the rest becomes (rest − a·digit)/p.</summary>
    private static ulong[] Step(DyadicRow[] columns, BigInteger[] rest, PrimeField field, ulong[][] inverse)
    {
        int n = rest.Length;
        ulong[] residues = new ulong[n], digit = new ulong[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            residues[i] = Residue(rest[i], field.Prime);
        }

        for (int j = 0; j < n; j++)
        {
            digit[j] = field.Dot(inverse[j], residues);
            weights[j] = digit[j];
        }

        DyadicRow product = DyadicRow.Combine(columns, weights);
        for (int i = 0; i < n; i++)
        {
            rest[i] = (rest[i] - (product.IntegerAt(i) << product.Exponent)) / field.Prime;
        }

        return digit;
    }

    private static ExactSolution? Reconstruct(BigInteger[][] a, BigInteger[] b, List<ulong[]> expansion, ulong prime, CancellationToken cancellationToken)
    {
        BigInteger modulus = BigInteger.Pow(prime, expansion.Count);
        BigInteger half = modulus >> 1;
        BigInteger bound = (BigInteger.One << (int)(((long)modulus.GetBitLength() - 2) / 2)) - BigInteger.One;
        BigInteger[] numerators = new BigInteger[a.Length];
        BigInteger denominator = BigInteger.One;
        for (int j = 0; j < numerators.Length; j++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BigInteger residue = denominator * Evaluate(expansion, j, 0, expansion.Count, prime) % modulus;
            residue = residue > half ? residue - modulus : residue;
            if (BigInteger.Abs(residue) <= bound)
            {
                numerators[j] = residue;
                continue;
            }

            if (!RationalReconstruction.TryFind(residue, modulus, bound, out BigInteger numerator, out BigInteger growth))
            {
                return null;
            }

            for (int earlier = 0; earlier < j; earlier++)
            {
                numerators[earlier] *= growth;
            }

            numerators[j] = numerator;
            denominator *= growth;
        }

        ExactSolution solution = ExactSolution.Canonical(numerators, denominator);
        return ExactLinearSystem.Satisfies(a, b, solution, cancellationToken) ? solution : null;
    }

    /// <summary>Σ digit i of component j · p^(i − from), by halving.</summary>
    private static BigInteger Evaluate(List<ulong[]> expansion, int component, int from, int to, BigInteger prime)
    {
        if (to - from <= 8)
        {
            BigInteger value = BigInteger.Zero;
            for (int i = to - 1; i >= from; i--)
            {
                value = (value * prime) + expansion[i][component];
            }

            return value;
        }

        int middle = (from + to) / 2;
        return Evaluate(expansion, component, from, middle, prime)
            + (BigInteger.Pow(prime, middle - from) * Evaluate(expansion, component, middle, to, prime));
    }

    /// <summary>
    /// B with |numerators|, |denominator| ≤ 2^B in Cramer's rule: by Hadamard's inequality the determinants of a and of a with a column replaced
    /// by b are at most the product of the Euclidean lengths of the rows of (a, b).
    /// </summary>
    private static long HadamardBits(BigInteger[][] a, BigInteger[] b)
    {
        long twice = 0;
        for (int i = 0; i < a.Length; i++)
        {
            BigInteger square = a[i].Aggregate(b[i] * b[i], static (sum, x) => sum + (x * x));
            twice += (long)square.GetBitLength();
        }

        return (twice / 2) + 1;
    }

    private static ulong Residue(BigInteger value, ulong prime)
    {
        long rest = (long)(value % prime);
        return rest < 0 ? (ulong)rest + prime : (ulong)rest;
    }

    private static DyadicRow Column(BigInteger[][] a, int column, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DyadicRow.FromDyadics([.. a.Select(row => new Dyadic(row[column], 0))]);
    }
}
