namespace PiecewiseLinear.Certificates;

/// <summary>
/// Writes a certificate of the kind radius (docs/certificates.md, section 7) as a stream: the claim, then, if it <see cref="RadiusClaim.NeedsTree"/>, one tree that shows that D does not meet the open ball of the lower end.
/// </summary>
/// <param name="target">Takes the text; stays open.</param>
/// <param name="claim">The claim.</param>
public sealed class RadiusProofWriter(Stream target, RadiusClaim claim) : ProofTreeWriter(target, RadiusClaimText.Lines(claim));
