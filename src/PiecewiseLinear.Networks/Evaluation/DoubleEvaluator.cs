using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>The value of a network in double arithmetic with a rigorous bound on the error of every component: the filter before exact evaluation.</summary>
/// <remarks>
/// <para>
/// Let u = 2⁻⁵³, and v̂ with |v̂ⱼ − vⱼ| ≤ eⱼ what is known of a node's sources. A row Σⱼ wⱼ·v̂ⱼ + b of n products and sums, computed in
/// any order, with or without fused multiply-add, is off by at most γ·(Σ|wⱼ||v̂ⱼ| + |b|) with γ = n·u/(1 − n·u), plus 2⁻¹⁰⁷⁴ for each
/// operation that may underflow (Higham, Accuracy and Stability of Numerical Algorithms, §3.1). The errors of the sources add Σ|wⱼ|·eⱼ. So
/// the error is at most Σ|wⱼ|·(γ|v̂ⱼ| + eⱼ) + γ|b| + n·2⁻¹⁰⁷⁴.
/// </para>
/// <para>
/// That bound is itself computed in double, by about 2n + 4 operations on nonnegative numbers, so what is computed is at least (1 − u)^(2n+4)
/// times the bound, less underflow; multiplying by 1 + (4n + 16)·u and adding n·2⁻¹⁰⁷⁰ covers both. Relu does not increase an error. A value or
/// bound that overflows becomes 0 with the error +∞, which is always true.
/// </para>
/// </remarks>
public static class DoubleEvaluator
{
    /// <summary>The enclosure of the output and of all pre-activations at a point of doubles, each taken exactly.</summary>
    /// <exception cref="ArgumentException">The point has another length than the network has inputs, or a number that is not finite.</exception>
    public static DoubleEvaluation Evaluate(ReluNetwork network, ReadOnlySpan<double> point)
    {
        if (point.ContainsAny(double.NaN, double.PositiveInfinity, double.NegativeInfinity))
        {
            throw new ArgumentException("a coordinate of the point is not finite", nameof(point));
        }

        return Evaluate(network, EnclosedVector.Exact(point));
    }

    /// <summary>The enclosure of the output and of all pre-activations at a rational point.</summary>
    /// <exception cref="ArgumentException">The point has another length than the network has inputs.</exception>
    public static DoubleEvaluation Evaluate(ReluNetwork network, IReadOnlyList<Rational> point) => Evaluate(network, EnclosedVector.Nearest(point));

    private static DoubleEvaluation Evaluate(ReluNetwork network, EnclosedVector point)
    {
        if (point.Count != network.InputDimension)
        {
            throw new ArgumentException($"the point has {point.Count} coordinates; expected {network.InputDimension}, the inputs of the network", nameof(point));
        }

        EnclosedVector[] values = new EnclosedVector[network.Nodes.Length];
        EnclosedVector[] hidden = new EnclosedVector[network.HiddenLayers.Length];
        values[0] = point;
        for (int i = 1; i < values.Length; i++)
        {
            values[i] = network.Nodes[i] switch
            {
                AffineNode affine => AffineEnclosure.Of(affine, values),
                ReluNode relu => Relu(hidden[relu.Layer] = values[relu.Source]),
                var other => throw new InvalidOperationException($"node {i} is of the unknown kind {other.GetType().Name}"),
            };
        }

        return new DoubleEvaluation(values[network.OutputNode], [.. hidden]);
    }

    private static EnclosedVector Relu(EnclosedVector before)
    {
        double[] values = new double[before.Count];
        double[] errors = new double[before.Count];
        for (int i = 0; i < values.Length; i++)
        {
            double value = before.Values[i], error = before.Errors[i];
            if (value > 0d)
            {
                (values[i], errors[i]) = (value, error);
            }
            else if (-value < error)
            {
                errors[i] = Math.BitIncrement(value + error);
            }
        }

        return new EnclosedVector(values, errors);
    }
}

/// <summary>What double arithmetic proves about a network at a point.</summary>
/// <param name="Output">The enclosure of the output.</param>
/// <param name="PreActivations">The enclosures of the pre-activations, one entry a hidden layer.</param>
public sealed record DoubleEvaluation(EnclosedVector Output, ImmutableArray<EnclosedVector> PreActivations);
