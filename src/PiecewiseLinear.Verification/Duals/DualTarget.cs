namespace PiecewiseLinear.Verification;

/// <summary>What a row bounds: a row of a property, or a neuron's pre-activation (or its negative).</summary>
/// <param name="Row">The row of a property, or null.</param>
/// <param name="Node">The relu node of the neuron.</param>
/// <param name="Index">Its place among the node's live coordinates.</param>
/// <param name="Negated">Whether −z is bounded.</param>
internal readonly record struct DualTarget(CompiledRow? Row, int Node = -1, int Index = -1, bool Negated = false);
