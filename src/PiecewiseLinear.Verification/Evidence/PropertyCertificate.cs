using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Verification;

/// <summary>Turns a decided outcome into a certificate that <c>plin check</c> and the Python checker read (docs/certificates.md, section 6).</summary>
public static class PropertyCertificate
{
    /// <summary>Writes the certificate of an outcome; the stream stays open. Linear in the nodes of the proof; memory: the depth of its trees.</summary>
    /// <param name="outcome">What the search found: a recorded proof (kind property-holds) or a witness (kind property-violated).</param>
    /// <param name="property">The property that was asked about.</param>
    /// <param name="networkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
    /// <param name="vnnLibSha256">The SHA-256 of the VNN-LIB file that the property was read from, or null.</param>
    /// <param name="target">Takes the text.</param>
    /// <param name="cancellationToken">Cancels between nodes.</param>
    /// <exception cref="ArgumentException">Nothing was decided, or the proof was not recorded.</exception>
    public static void Write(
        VerificationOutcome outcome, VerificationProperty property, string networkSha256, string? vnnLibSha256, Stream target, CancellationToken cancellationToken = default)
    {
        PropertyClaim claim = ClaimOf(property, networkSha256, vnnLibSha256);
        if (outcome.Witness is { } witness)
        {
            PropertyViolationWriter.Write(target, claim, witness.Input, witness.Output);
            return;
        }

        if (outcome.Proof is null)
        {
            throw new ArgumentException($"the outcome ({outcome.Verdict}) has neither a witness nor a recorded proof: there is nothing to certify", nameof(outcome));
        }

        using PropertyProofWriter writer = new(target, claim);
        outcome.Proof.Visit(new ProofTranscript(writer, cancellationToken));
        writer.Finish();
    }

    /// <summary>The property as certificates state it.</summary>
    public static PropertyClaim ClaimOf(VerificationProperty property, string networkSha256, string? vnnLibSha256)
        => new(
            networkSha256,
            vnnLibSha256,
            property.InputCount,
            property.OutputCount,
            [.. property.Groups.Select(static group => new PropertyClaimGroup(group.Inputs.Box, [.. group.Unsafe.Disjuncts.Select(static disjunct => disjunct.Rows)]))]);
}
