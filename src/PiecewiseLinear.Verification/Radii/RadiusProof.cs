namespace PiecewiseLinear.Verification;

/// <summary>The recorded proof that D has no point in the open ball of the lower bound.</summary>
public sealed class RadiusProof
{
}
