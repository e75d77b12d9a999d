using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>The affine layer v ↦ W·v + b.</summary>
/// <param name="Weights">The matrix W.</param>
/// <param name="Bias">The vector b, one entry a row of W.</param>
public sealed record AffineLayer(LinearOperator Weights, ImmutableArray<double> Bias);
