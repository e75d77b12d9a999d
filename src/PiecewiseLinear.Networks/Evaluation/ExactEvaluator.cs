using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>The value of a network at a rational point over the real numbers, with nothing rounded.</summary>
/// <remarks>
/// All numbers of a node share one power of two and one integer divisor, so that a weight costs one integer multiplication, a shift and an
/// addition, without a gcd. Inactive neurons cost nothing.
/// </remarks>
public static class ExactEvaluator
{
    /// <summary>The output at <paramref name="point"/>, one number an output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="point">The point, one number an input.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    /// <exception cref="ArgumentException">The point has another length than the network has inputs.</exception>
    public static ImmutableArray<Rational> Evaluate(ReluNetwork network, IReadOnlyList<Rational> point, CancellationToken cancellationToken = default)
        => Trace(network, point, cancellationToken).Output;

    /// <summary>The output at <paramref name="point"/> with the signs of all pre-activations.</summary>
    /// <param name="network">The network.</param>
    /// <param name="point">The point, one number an input.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    /// <exception cref="ArgumentException">The point has another length than the network has inputs.</exception>
    public static ExactEvaluation Trace(ReluNetwork network, IReadOnlyList<Rational> point, CancellationToken cancellationToken = default)
    {
        if (point.Count != network.InputDimension)
        {
            throw new ArgumentException($"the point has {point.Count} coordinates; expected {network.InputDimension}, the inputs of the network", nameof(point));
        }

        FixedPointVector[] values = new FixedPointVector[network.Nodes.Length];
        FixedPointVector[] hidden = new FixedPointVector[network.HiddenLayers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = network.Nodes[i] switch
            {
                AffineNode affine => FixedPointVector.Affine(affine, values, cancellationToken),
                ReluNode relu => (hidden[relu.Layer] = values[relu.Source]).Relu(),
                _ => FixedPointVector.FromRationals(point),
            };
        }

        return new ExactEvaluation(values[network.OutputNode].ToRationals(), [.. hidden.Select(static layer => layer.Signs())]);
    }
}

/// <summary>The exact value of a network at a point and the signs on the way.</summary>
/// <param name="Output">One number an output.</param>
/// <param name="Signs">For each hidden layer and neuron the sign of the pre-activation: −1, 0 or 1.</param>
public sealed record ExactEvaluation(ImmutableArray<Rational> Output, ImmutableArray<ImmutableArray<int>> Signs)
{
    /// <summary>The pattern of the signs: active where the pre-activation is positive. Where a sign is 0 other regions may meet.</summary>
    public ActivationPattern Pattern
        => ActivationPattern.Create(
            [.. Signs.Select(static layer => (IReadOnlyList<ActivationPhase>)[.. layer.Select(static sign => sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive)])]);
}
