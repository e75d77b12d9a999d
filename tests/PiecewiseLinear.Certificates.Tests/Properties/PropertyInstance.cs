using System.Collections.Immutable;
using System.Text.Json;
using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.Verification;
using PiecewiseLinear.Verification.Tests.Soundness;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>A small network in a file, a property of it, and what the search certifies.</summary>
internal sealed class PropertyInstance : IDisposable
{
    public PropertyInstance(ReluNetwork network, VnnLibProperty property)
    {
        Property = property;
        Model = new ModelFile(JsonSerializer.SerializeToUtf8Bytes(new
        {
            layers = network.Nodes.OfType<AffineNode>().Select(static node => new
            {
                W = ((DenseOperator)node.Terms.Single().Operator) is var dense ? Enumerable.Range(0, dense.Rows).Select(i => dense.Weights.AsSpan().Slice(i * dense.Columns, dense.Columns).ToArray()) : null,
                b = node.Bias,
            }),
        }), ".json");
        VerificationProperty grouped = VerificationProperty.FromVnnLib(property);
        Outcome = VerificationEngine.Verify(Network, grouped, new VerificationOptions { Threads = 1, MostBoxes = 100_000 }, progress: null, CancellationToken.None);
        using MemoryStream stream = new();
        PropertyCertificate.Write(Outcome, grouped, Sha256, vnnLibSha256: null, stream);
        Text = stream.ToArray();
        Claim = PropertyCertificate.ClaimOf(grouped, Sha256, vnnLibSha256: null);
    }

    public ModelFile Model { get; }

    public string Sha256 => Model.Sha256;

    public ReluNetwork Network => Model.Network;

    public VnnLibProperty Property { get; }

    public PropertyClaim Claim { get; }

    public VerificationOutcome Outcome { get; }

    public byte[] Text { get; }

    public static PropertyInstance Random(int seed)
    {
        (ReluNetwork network, VnnLibProperty property) = RandomProperties.Next(new Random(seed));
        return new PropertyInstance(network, property);
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

    public void Dispose() => Model.Dispose();
}
