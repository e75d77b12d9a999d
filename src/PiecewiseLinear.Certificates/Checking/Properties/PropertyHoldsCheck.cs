using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of a certificate of the kind property-holds: the tree of each group.</summary>
internal static class PropertyHoldsCheck
{
    /// <exception cref="CertificateFormatException">The certificate is malformed or does not prove its claim; the message is the reason.</exception>
    public static CheckResult Check(ReluNetwork network, CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        lines.Limit = FormatLimits.StreamedLines;
        PropertyClaim claim = PropertyClaimText.Read(network, opening, lines, cancellationToken);
        ProofTreeCheck tree = new(network, lines);
        foreach (PropertyClaimGroup group in claim.Groups)
        {
            tree.Check(new TreeQuestion(group.Unsafe, group.Box, group.Box, null, null, null), cancellationToken);
        }

        lines.ReadEnd();
        return new CheckResult.Valid(PropertyInWords.Holds(claim));
    }
}
