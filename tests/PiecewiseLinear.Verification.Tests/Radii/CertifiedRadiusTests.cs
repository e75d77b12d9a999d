using System.Text;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Every exact answer has a certificate that the independent checker accepts.</summary>
public sealed class CertifiedRadiusTests
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData(RadiusMethod.BranchAndBound, 400)]
    [InlineData(RadiusMethod.Regions, 100)]
    public void Certificates_of_random_networks_are_accepted(RadiusMethod method, int cases)
    {
        int trees = 0;
        Seeded.Check(cases, random =>
        {
            RadiusQuery query = RandomRadii.Next(random) with { Method = method, RecordProof = true, Threads = random.Next(1, 3) };
            RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
            Assert.True(answer.IsExact, answer.Incomplete);
            trees += answer.Proof is null ? 0 : 1;
            Accept(query, answer);
        });
        Assert.True(trees * 3 > cases, $"{trees} trees in {cases} cases");
    }

    private static void Accept(RadiusQuery query, RadiusAnswer answer)
    {
        using MemoryStream text = new();
        RadiusCertificate.Write(query, answer, Hash, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(query.Network, Hash, text);
        Assert.True(result is CheckResult.Valid, $"{result}\n{Encoding.UTF8.GetString(text.ToArray())}");
    }
}
