using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>Upper bounds for what one layer can do to one region: the choice that tells the published bounds apart.</summary>
internal enum HistogramChoice
{
    /// <summary>The dimension of the image is bounded by the widths alone: Montúfar 2017.</summary>
    WidthsOnly,

    /// <summary>At most Σ C(n, i) pieces have n − k active neurons or more: Serra, Tjandraatmadja and Ramalingam 2018.</summary>
    Binomial,

    /// <summary>The same with exact numbers on a line, carried to more dimensions by deletion and restriction.</summary>
    ExactOnLines,
}

/// <summary>
/// Activation histograms: entry a of the histogram of (m, n) bounds, together with the entries above it, how many of the pieces into which a layer of n neurons
/// cuts an m-dimensional region have a or more active neurons. For any layer the tail sums Σ_{a ≥ J} of the true histogram are at most those of the bound.
/// </summary>
/// <remarks>
/// <para>Let T(m, n, k) bound the pieces with at most k inactive neurons (tail sum for J = n − k). A piece is a cell of an arrangement of n hyperplanes in m
/// dimensions; moving the hyperplanes into general position loses no full-dimensional cell, so generic ones may be assumed.</para>
/// <para><em>Binomial.</em> T = Σ_{i ≤ min(k, m)} C(n, i): at most one cell for each set of inactive neurons, and at most Σ_{i ≤ m} C(n, i) cells at all (Buck 1943).</para>
/// <para><em>On a line</em> (m = 1) a set of n points has T = min(2k + 1, n + 1): of the cells with at most k inactive neurons take the leftmost and the rightmost one; a neuron whose point lies
/// between them is inactive on one of the two, so at most 2k points and 2k + 1 cells lie there. It is attained: let the left half of the neurons be active to the right, the others to the left.</para>
/// <para><em>Deletion and restriction.</em> Take away the hyperplane of one neuron. Each cell with at most k inactive neurons lies in a cell of the others with at most k; two lie in the same
/// one only if the hyperplane cuts it, and then the cut is a cell of the restriction to the hyperplane with at most k − 1. So T(m, n, k) ≤ T(m, n−1, k) + T(m−1, n−1, k−1).
/// With T(0, n, k) = 1 this gives the binomial choice; started at the exact numbers on lines it gives less. (The recursion is Hinz's, 2021; his histograms start from the
/// plane and are smaller still where m ≥ 2.)</para>
/// </remarks>
internal static class ActivationHistograms
{
    /// <summary>The histograms of a layer of <paramref name="neurons"/> neurons on regions of dimension 0 … <paramref name="dimension"/>: entry [m][a].</summary>
    public static BigInteger[][] Of(HistogramChoice choice, int neurons, int dimension)
    {
        BigInteger[][] tails = choice == HistogramChoice.ExactOnLines ? ByRecursion(neurons, dimension) : Binomial(neurons, dimension);
        BigInteger[][] histograms = new BigInteger[dimension + 1][];
        for (int m = 0; m <= dimension; m++)
        {
            histograms[m] = new BigInteger[neurons + 1];
            for (int k = 0; k <= neurons; k++)
            {
                int active = choice == HistogramChoice.WidthsOnly ? neurons : neurons - k;
                histograms[m][active] += tails[m][k] - (k == 0 ? BigInteger.Zero : tails[m][k - 1]);
            }
        }

        return histograms;
    }

    /// <summary>Row m: Σ_{i ≤ min(k, m)} C(n, i) for k = 0 … n.</summary>
    private static BigInteger[][] Binomial(int neurons, int dimension)
    {
        BigInteger[][] tails = new BigInteger[dimension + 1][];
        for (int m = 0; m <= dimension; m++)
        {
            tails[m] = new BigInteger[neurons + 1];
            BigInteger binomial = BigInteger.One, sum = BigInteger.Zero;
            for (int k = 0; k <= neurons; k++)
            {
                sum += k <= m ? binomial : BigInteger.Zero;
                tails[m][k] = sum;
                binomial = binomial * (neurons - k) / (k + 1);
            }
        }

        return tails;
    }

    private static BigInteger[][] ByRecursion(int neurons, int dimension)
    {
        BigInteger[][] tails = Line(0, dimension);
        for (int n = 1; n <= neurons; n++)
        {
            BigInteger[][] fewer = tails;
            tails = Line(n, dimension);
            for (int m = 2; m <= dimension; m++)
            {
                for (int k = 0; k <= n; k++)
                {
                    tails[m][k] = fewer[m][Math.Min(k, n - 1)] + (k == 0 ? BigInteger.Zero : fewer[m - 1][k - 1]);
                }
            }
        }

        return tails;
    }

    /// <summary>The rows m = 0 and m = 1 for n neurons, ones elsewhere.</summary>
    private static BigInteger[][] Line(int neurons, int dimension)
    {
        BigInteger[][] tails = new BigInteger[dimension + 1][];
        for (int m = 0; m <= dimension; m++)
        {
            tails[m] = new BigInteger[neurons + 1];
            for (int k = 0; k <= neurons; k++)
            {
                tails[m][k] = m == 0 ? BigInteger.One : Math.Min((2 * k) + 1, neurons + 1);
            }
        }

        return tails;
    }
}
