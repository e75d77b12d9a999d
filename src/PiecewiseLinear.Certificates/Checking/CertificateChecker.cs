using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Checks certificates against the network's file: rebuilds every inequality from the weights in integer arithmetic and verifies the evidence line
/// by line. It solves no linear program, decides nothing by floating point without a proved error bound and shares no code with the engines that search
/// (specification and proofs of soundness: docs/certificates.md).
/// </summary>
public static class CertificateChecker
{
    /// <summary>Checks a certificate of the network in a file.</summary>
    /// <param name="networkFile">The bytes of the network's file.</param>
    /// <param name="networkFileName">Its name; the extension tells the format, and it appears in messages.</param>
    /// <param name="certificate">The text of the certificate; read to its end, not closed.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>Valid with the claim in words, or Invalid with the first reason (a damaged text included).</returns>
    /// <exception cref="CertificateFormatException">This is no certificate, one of another network, or of a newer format version.</exception>
    /// <exception cref="NetworkFormatException">The network cannot be read.</exception>
    public static CheckResult Check(ReadOnlyMemory<byte> networkFile, string networkFileName, Stream certificate, CancellationToken cancellationToken = default)
    {
        LoadedNetwork loaded = NetworkFile.Parse(networkFile, networkFileName);
        return Check(loaded.Network, loaded.Sha256, certificate, cancellationToken);
    }

    /// <summary>Checks a certificate of a network that is already loaded.</summary>
    /// <param name="network">The network.</param>
    /// <param name="networkSha256">The SHA-256 of its file, lower-case hexadecimal.</param>
    /// <param name="certificate">The text of the certificate; read to its end, not closed.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>Valid with the claim in words, or Invalid with the first reason (a damaged text included).</returns>
    /// <exception cref="CertificateFormatException">This is no certificate, one of another network, or of a newer format version.</exception>
    public static CheckResult Check(ReluNetwork network, string networkSha256, Stream certificate, CancellationToken cancellationToken = default)
    {
        try
        {
            using DigestedLines lines = new(certificate);
            CertificateOpening opening = CertificateOpening.Read(lines, networkSha256);
            return opening.Kind switch
            {
                CertificateFormat.RegionCount => RegionCountCheck.Check(network, opening, lines, cancellationToken),
                CertificateFormat.PropertyHolds => PropertyHoldsCheck.Check(network, opening, lines, cancellationToken),
                CertificateFormat.PropertyViolated => PropertyViolatedCheck.Check(network, opening, lines, cancellationToken),
                CertificateFormat.Radius => RadiusCheck.Check(network, opening, lines, cancellationToken),
                _ => PointRegionsCheck.Check(network, CertificateReader.Read(opening, lines, cancellationToken), cancellationToken),
            };
        }
        catch (CertificateFormatException exception) when (exception.Defect == CertificateDefect.Malformed)
        {
            return new CheckResult.Invalid(exception.Message);
        }
    }
}
