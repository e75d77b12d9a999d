using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Published upper bounds on the number of linear regions (activation patterns with full-dimensional cells) that any weights of an architecture can have, over all of R^d and so in
/// every box.
/// </summary>
/// <remarks>
/// All are one framework (Hinz and van de Geer, IEEE Transactions on Information Theory 65, 2019): the numbers of regions by the dimension of their image are pushed through the layers. A
/// layer of n neurons cuts a region of image dimension m into pieces; a piece with a active neurons has an image of dimension at most min(m, a). With
/// <see cref="ActivationHistograms"/> as the bound of what a layer does, layer by layer the vector of these numbers is multiplied by a triangular matrix; the bound is the sum of its entries
/// at the end.
/// </remarks>
/// <param name="InputDimension">The dimension d of the domain.</param>
/// <param name="Widths">The number of neurons of each hidden layer.</param>
/// <param name="PerLayerProduct">∏ₗ Σ_{j ≤ min(d, nₗ)} C(nₗ, j): each layer is an arrangement of nₗ hyperplanes on each region before. Holds for every lowered network, branches included.</param>
/// <param name="Montufar">∏ₗ Σ_{j ≤ dₗ} C(nₗ, j) with dₗ = min(d, n₁, …, nₗ) (Montúfar 2017, Notes on the number of linear regions of deep neural networks); null unless layered.</param>
/// <param name="Serra">Σ ∏ₗ C(nₗ, jₗ) over all jₗ ≤ min(d, n₁ − j₁, …, nₗ₋₁ − jₗ₋₁, nₗ) (Serra, Tjandraatmadja and Ramalingam 2018, Theorem 1); null unless layered.</param>
/// <param name="ActivationHistogram">The framework with activation histograms that are exact on lines (in the way of Hinz 2021); null unless layered.</param>
/// <param name="NotLayered">Why the bounds of layered networks are null, in words; null when the network is layered.</param>
public sealed record RegionCountBounds(
    int InputDimension,
    ImmutableArray<int> Widths,
    BigInteger PerLayerProduct,
    BigInteger? Montufar,
    BigInteger? Serra,
    BigInteger? ActivationHistogram,
    string? NotLayered)
{
    /// <summary>The least of the bounds.</summary>
    public BigInteger Least => ActivationHistogram ?? PerLayerProduct;

    /// <summary>
    /// The bounds for a network on a domain of dimension <paramref name="inputDimension"/> (the free inputs of a box; 2 for a plane slice, 1 for a segment). Those for layered networks need
    /// each hidden layer to be an affine function of the one before it alone; skip connections and lowered maxima carry more than the layer's own image, so there only
    /// <see cref="PerLayerProduct"/> is given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is negative or above the network's number of inputs.</exception>
    public static RegionCountBounds For(ReluNetwork network, int inputDimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputDimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputDimension, network.InputDimension);
        return For([.. network.HiddenLayers.Select(static layer => layer.Width)], inputDimension, LayeredStructure.WhyNot(network));
    }

    /// <summary>The bounds for a layered architecture.</summary>
    /// <param name="widths">The number of neurons of each hidden layer.</param>
    /// <param name="inputDimension">The dimension of the domain.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width or the dimension is negative.</exception>
    public static RegionCountBounds For(ImmutableArray<int> widths, int inputDimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputDimension);
        foreach (int width in widths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(width, nameof(widths));
        }

        return For(widths, inputDimension, null);
    }

    private static RegionCountBounds For(ImmutableArray<int> widths, int dimension, string? notLayered)
    {
        BigInteger product = BigInteger.One;
        foreach (int width in widths)
        {
            int m = Math.Min(dimension, width);
            product *= ActivationHistograms.Of(HistogramChoice.WidthsOnly, width, m)[m][width];
        }

        BigInteger? Of(HistogramChoice choice) => notLayered is null ? Push(choice, widths, dimension) : null;
        return new RegionCountBounds(
            dimension, widths, product, Of(HistogramChoice.WidthsOnly), Of(HistogramChoice.Binomial), Of(HistogramChoice.ExactOnLines), notLayered);
    }

    /// <summary>The number of regions by image dimension, pushed through the layers; then their sum.</summary>
    private static BigInteger Push(HistogramChoice choice, ImmutableArray<int> widths, int dimension)
    {
        BigInteger[] regions = new BigInteger[dimension + 1];
        regions[dimension] = BigInteger.One;
        foreach (int width in widths)
        {
            BigInteger[][] histograms = ActivationHistograms.Of(choice, width, regions.Length - 1);
            BigInteger[] next = new BigInteger[Math.Min(regions.Length - 1, width) + 1];
            for (int m = 0; m < regions.Length; m++)
            {
                for (int active = 0; active <= width && !regions[m].IsZero; active++)
                {
                    next[Math.Min(m, active)] += regions[m] * histograms[m][active];
                }
            }

            regions = next;
        }

        return regions.Aggregate(BigInteger.Zero, static (sum, count) => sum + count);
    }
}
