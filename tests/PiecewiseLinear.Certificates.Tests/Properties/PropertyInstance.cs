using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.Verification;
using PiecewiseLinear.Verification.Tests.Soundness;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>A small network in a file, a property of it, and what the search certifies.</summary>
internal sealed class PropertyInstance : IDisposable
{
    private readonly FileInfo _file = new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"plin-property-{Guid.NewGuid():N}.json"));

    public PropertyInstance(ReluNetwork network, VnnLibProperty property)
    {
        Property = property;
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(new
        {
            layers = network.Nodes.OfType<AffineNode>().Select(static node => new
            {
                W = ((DenseOperator)node.Terms.Single().Operator) is var dense ? Enumerable.Range(0, dense.Rows).Select(i => dense.Weights.AsSpan().Slice(i * dense.Columns, dense.Columns).ToArray()) : null,
                b = node.Bias,
            }),
        });
        File.WriteAllBytes(Path, bytes);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Network = NetworkFile.Parse(bytes, "network.json").Network;
        VerificationProperty grouped = VerificationProperty.FromVnnLib(property);
        Outcome = VerificationEngine.Verify(Network, grouped, new VerificationOptions { Threads = 1, MostBoxes = 100_000 }, progress: null, CancellationToken.None);
        using MemoryStream stream = new();
        PropertyCertificate.Write(Outcome, grouped, Sha256, vnnLibSha256: null, stream);
        Text = stream.ToArray();
        Claim = PropertyCertificate.ClaimOf(grouped, Sha256, vnnLibSha256: null);
    }

    public string Path => _file.FullName;

    public string Sha256 { get; }

    public ReluNetwork Network { get; }

    public VnnLibProperty Property { get; }

    public PropertyClaim Claim { get; }

    public VerificationOutcome Outcome { get; }

    public byte[] Text { get; }

    public static PropertyInstance Random(int seed)
    {
        (ReluNetwork network, VnnLibProperty property) = RandomProperties.Next(new Random(seed));
        return new PropertyInstance(network, property);
    }

    public string Ours(byte[] text)
    {
        try
        {
            return CertificateChecker.Check(Network, Sha256, new MemoryStream(text)) switch
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

    /// <summary>The verdicts of both checkers, which must be of the same kind.</summary>
    public IReadOnlyList<string> OfBoth(IReadOnlyList<(string Name, byte[] Text)> certificates)
    {
        string[] ours = [.. certificates.Select(certificate => Ours(certificate.Text))];
        IReadOnlyList<string> python = PythonChecker.Check(Path, [.. certificates.Select(static certificate => certificate.Text)]);
        string[] disagreements = [.. certificates.Select((certificate, i) => (certificate, i)).Where(pair => Verdicts.Kind(ours[pair.i]) != Verdicts.Kind(python[pair.i]))
            .Select(pair => $"{pair.certificate.Name}\n  ours:   {ours[pair.i]}\n  python: {python[pair.i]}\n{System.Text.Encoding.ASCII.GetString(pair.certificate.Text)}")];
        Assert.True(disagreements.Length == 0, $"{disagreements.Length} disagreements, the first:\n{string.Join('\n', disagreements.Take(3))}");
        return ours;
    }

    /// <summary>Whether what a text claims is true, by going through all cells.</summary>
    public bool IsTrue(byte[] text)
    {
        using DigestedLines lines = new(new MemoryStream(text));
        CertificateOpening opening = CertificateOpening.Read(lines, Sha256);
        PropertyClaim claim = PropertyClaimText.Read(Network, opening, lines, CancellationToken.None);
        ImmutableArray<VnnLibCase> cases = [.. claim.Groups.SelectMany(static group => group.Unsafe.Select(rows => new VnnLibCase(group.Box, rows)))];
        return BruteForceProperty.IsSatisfied(Network, new VnnLibProperty(claim.InputCount, claim.OutputCount, cases)) == (opening.Kind == CertificateFormat.PropertyViolated);
    }

    public void Dispose() => _file.Delete();
}
