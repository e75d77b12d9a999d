namespace PiecewiseLinear.Exact;

/// <summary>Arithmetic modulo a prime p &lt; 2⁵⁰, so that residues are doubles exactly and two 28-bit digits.</summary>
internal readonly struct PrimeField(ulong prime)
{
    private readonly double _reciprocal = 1d / prime;

    /// <summary>2^64 mod p.</summary>
    private readonly ulong _wordResidue = (ulong.MaxValue % prime) + 1;

    /// <summary>The largest primes below 2⁵⁰.</summary>
    public static ReadOnlySpan<ulong> Primes => [(1ul << 50) - 27, (1ul << 50) - 35, (1ul << 50) - 51];

    /// <summary>The prime p.</summary>
    public ulong Prime => prime;

    /// <summary>
    /// a·b mod p. The quotient estimated in doubles is below 2⁵⁰ with three roundings of relative error 2⁻⁵³, hence off by at most one.
    /// </summary>
    public ulong Multiply(ulong a, ulong b)
    {
        ulong quotient = (ulong)((double)a * b * _reciprocal);
        long rest = (long)((a * b) - (quotient * prime));
        return rest < 0 ? (ulong)rest + prime : (ulong)rest >= prime ? (ulong)rest - prime : (ulong)rest;
    }

    /// <summary>a − b mod p.</summary>
    public ulong Subtract(ulong a, ulong b) => a >= b ? a - b : a - b + prime;

    /// <summary>1/a mod p by Fermat's little theorem, a ≠ 0.</summary>
    public ulong Invert(ulong a)
    {
        ulong power = 1;
        for (ulong exponent = prime - 2; exponent > 0; exponent >>= 1)
        {
            power = (exponent & 1) == 1 ? Multiply(power, a) : power;
            a = Multiply(a, a);
        }

        return power;
    }

    /// <summary>⟨x, y⟩ mod p; the sum of fewer than 2²⁸ products below 2¹⁰⁰ fits into 128 bits.</summary>
    public ulong Dot(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y)
    {
        ulong high = 0, low = 0;
        for (int k = 0; k < x.Length; k++)
        {
            ulong productHigh = Math.BigMul(x[k], y[k], out ulong productLow);
            low += productLow;
            high += productHigh + (low < productLow ? 1ul : 0ul);
        }

        ulong sum = Multiply(high % prime, _wordResidue) + (low % prime);
        return sum >= prime ? sum - prime : sum;
    }

    /// <summary>Replaces a matrix by its inverse (Gauss–Jordan in place); false when it is singular modulo p.</summary>
    public bool TryInvert(ulong[][] matrix, CancellationToken cancellationToken = default)
    {
        int n = matrix.Length;
        int[] swapped = new int[n];
        for (int k = 0; k < n; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            swapped[k] = Array.FindIndex(matrix, k, row => row[k] != 0);
            if (swapped[k] < 0)
            {
                return false;
            }

            (matrix[k], matrix[swapped[k]]) = (matrix[swapped[k]], matrix[k]);
            ulong[] top = matrix[k];
            ulong inverse = Invert(top[k]);
            top[k] = 1;
            for (int j = 0; j < n; j++)
            {
                top[j] = Multiply(top[j], inverse);
            }

            for (int i = 0; i < n; i++)
            {
                ulong factor = matrix[i][k];
                if (i != k && factor != 0)
                {
                    ulong[] row = matrix[i];
                    row[k] = 0;
                    for (int j = 0; j < n; j++)
                    {
                        row[j] = Subtract(row[j], Multiply(factor, top[j]));
                    }
                }
            }
        }

        // The inverse of the matrix with swapped rows has the same swaps on its columns, undone last first.
        for (int k = n - 1; k >= 0; k--)
        {
            if (swapped[k] != k)
            {
                foreach (ulong[] row in matrix)
                {
                    (row[k], row[swapped[k]]) = (row[swapped[k]], row[k]);
                }
            }
        }

        return true;
    }
}
