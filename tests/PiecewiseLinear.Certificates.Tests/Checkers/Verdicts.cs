using System.Text;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Checkers;

/// <summary>Both checkers on the same texts, with the demand that they agree.</summary>
internal static class Verdicts
{
    public static byte[] Spell(PointRegionsCertificate certificate)
    {
        using MemoryStream stream = new();
        CertificateWriter.Write(certificate, stream);
        return stream.ToArray();
    }

    /// <inheritdoc cref="Ours(ReluNetwork, string, byte[])"/>
    public static string Ours(SlowNetwork network, byte[] certificate) => Ours(network.Library, network.Sha256, certificate);

    /// <summary>The verdict of the checker of the library, in the spelling of the command line.</summary>
    public static string Ours(ReluNetwork network, string sha256, byte[] certificate)
    {
        try
        {
            return CertificateChecker.Check(network, sha256, new MemoryStream(certificate)) switch
            {
                CheckResult.Valid valid => "VALID " + valid.Claim,
                CheckResult.Invalid invalid => "INVALID " + invalid.Reason,
                var other => throw new InvalidOperationException($"unknown verdict {other}"),
            };
        }
        catch (CertificateFormatException exception)
        {
            return "ERROR " + exception.Message;
        }
    }

    /// <inheritdoc cref="OfBoth(string, ReluNetwork, string, IReadOnlyList{ValueTuple{string, byte[]}})"/>
    public static IReadOnlyList<string> OfBoth(SlowNetwork network, IReadOnlyList<(string Name, byte[] Text)> certificates)
        => OfBoth(network.Path, network.Library, network.Sha256, certificates);

    /// <summary>The verdicts of both checkers on certificates of a network in a file, which must be of the same kinds.</summary>
    public static IReadOnlyList<string> OfBoth(string path, ReluNetwork network, string sha256, IReadOnlyList<(string Name, byte[] Text)> certificates)
    {
        string[] ours = [.. certificates.Select(certificate => Ours(network, sha256, certificate.Text))];
        IReadOnlyList<string> python = PythonChecker.Check(path, [.. certificates.Select(static certificate => certificate.Text)]);
        string[] disagreements = [.. certificates.Select((certificate, i) => (certificate, i)).Where(pair => Kind(ours[pair.i]) != Kind(python[pair.i]))
            .Select(pair => $"{pair.certificate.Name}\n  ours:   {ours[pair.i]}\n  python: {python[pair.i]}\n{Encoding.ASCII.GetString(pair.certificate.Text)}")];
        Assert.True(disagreements.Length == 0, $"{disagreements.Length} disagreements, the first:\n{string.Join('\n', disagreements.Take(3))}");
        return ours;
    }

    public static string Kind(string verdict) => verdict.Split(' ')[0];
}
