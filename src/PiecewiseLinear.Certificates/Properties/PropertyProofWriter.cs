namespace PiecewiseLinear.Certificates;

/// <summary>Writes a certificate of the kind property-holds (docs/certificates.md, section 6) as a stream: the property, then the trees of its groups.</summary>
/// <param name="target">Takes the text; stays open.</param>
/// <param name="claim">The property.</param>
public sealed class PropertyProofWriter(Stream target, PropertyClaim claim) : ProofTreeWriter(target, PropertyClaimText.Lines(claim, CertificateFormat.PropertyHolds));
