using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>The inequality Σ ⟨normalₖ, vₖ⟩ ≤ offset of a neuron or a box side, exact, in the scale in which the network states it.</summary>
/// <param name="Row">Whose inequality it is.</param>
/// <param name="Terms">
/// What it speaks of: the input x alone in the composed form; in the layered form the activations of earlier hidden layers and, for the first layer and
/// skip connections, the input. Zero terms are left out.
/// </param>
/// <param name="Offset">The right-hand side.</param>
public sealed record NestedInequality(RowReference Row, ImmutableArray<InequalityTerm> Terms, Rational Offset);

/// <summary>The part of an inequality that speaks of one vector.</summary>
/// <param name="Layer">The hidden layer whose activations (values after the ReLU) are meant, or <see cref="Input"/>.</param>
/// <param name="Normal">One coefficient a component.</param>
public sealed record InequalityTerm(int Layer, ImmutableArray<Rational> Normal)
{
    /// <summary>The <see cref="Layer"/> that stands for the network's input.</summary>
    public const int Input = -1;
}
