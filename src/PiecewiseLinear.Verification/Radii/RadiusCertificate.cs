using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Verification;

/// <summary>Turns a radius into a certificate of the kind radius (docs/certificates.md, section 7).</summary>
public static class RadiusCertificate
{
    /// <summary>What the certificate of an answer claims.</summary>
    public static RadiusClaim ClaimOf(RadiusQuery query, RadiusAnswer answer, string networkSha256)
        => new(
            networkSha256, query.Point, query.Norm, answer.Label, query.Target, query.Box, answer.None, answer.Lower?.Power, answer.Upper?.Power, answer.Nearest)
        {
            Goal = query.Goal,
            Changes = query.MaxChanged,
        };

    /// <summary>Writes the certificate; the stream stays open. Linear in the nodes of the proof.</summary>
    /// <param name="query">The question.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="networkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
    /// <param name="target">Takes the text.</param>
    /// <param name="cancellationToken">Cancels between nodes.</param>
    /// <exception cref="ArgumentException">The proof of the lower bound was not recorded.</exception>
    public static void Write(RadiusQuery query, RadiusAnswer answer, string networkSha256, Stream target, CancellationToken cancellationToken = default)
    {
        RadiusClaim claim = ClaimOf(query, answer, networkSha256);
        if (claim.NeedsTree && answer.Proof is null)
        {
            throw new ArgumentException("the answer has no recorded proof of its lower bound: there is nothing to certify", nameof(answer));
        }

        using RadiusProofWriter writer = new(target, claim);
        if (claim.NeedsTree)
        {
            answer.Proof!.Write(writer, cancellationToken);
        }

        writer.Finish();
    }
}
