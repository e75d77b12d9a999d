using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>A point that violates a property, confirmed by exact evaluation over the reals.</summary>
/// <param name="Input">The point: float32 numbers where such a point was found, else short dyadics, fractions only where an input is fixed at one.</param>
/// <param name="Output">The exact output there.</param>
/// <param name="Float32Output">The output of a float32 replay from the input rounded to float32.</param>
/// <param name="Float32Agrees">Whether the replayed pair (rounded input, float32 output) lies in the input set and in an unsafe polyhedron.</param>
public sealed record Witness(ImmutableArray<Rational> Input, ImmutableArray<Rational> Output, ImmutableArray<float> Float32Output, bool Float32Agrees);
