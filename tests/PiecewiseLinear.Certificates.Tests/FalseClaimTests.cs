using System.Text;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;

namespace PiecewiseLinear.Certificates.Tests;

public sealed class FalseClaimTests
{
    [Fact]
    public void Both_checkers_reject_every_false_claim()
    {
        FalseClaims.Lie[] lies = [.. FalseClaims.All];
        Assert.True(lies.Length > 500, $"only {lies.Length} lies");
        foreach (IGrouping<string, FalseClaims.Lie> group in lies.GroupBy(static lie => lie.Network.Path))
        {
            FalseClaims.Lie[] told = [.. group];
            IReadOnlyList<string> verdicts = Verdicts.OfBoth(told[0].Network, [.. told.Select(static lie => (lie.Name, Verdicts.Spell(lie.Certificate)))]);
            Assert.All(told.Zip(verdicts), static pair => Assert.True(Verdicts.Kind(pair.Second) == "INVALID", $"{pair.First.Name}: {pair.Second}"));
        }
    }

    [Fact]
    public void The_lies_are_lies()
    {
        FalseClaims.Lie[] sample = [.. FalseClaims.All.Where(static lie => !lie.Name.Contains(FalseClaims.OnlyEvidence, StringComparison.Ordinal)).Where(static (_, i) => i % 7 == 0)];
        Assert.All(sample, static lie => Assert.True(IsFalse(lie), $"{lie.Name} is true"));
    }

    [Theory]
    [InlineData("\"version\":\"2\"", "\"version\":\"3\"", "format version 3 is newer than this checker (2)")]
    [InlineData("\"version\":\"2\"", "\"version\":\"10\"", "format version 10 is newer than this checker (2)")]
    [InlineData("\"version\":\"2\"", "\"version\":\"1\"", "format version 1 was never released and is not read")]
    [InlineData("piecewiselinear-certificate", "piecewiselinear-report", "this is no certificate")]
    [InlineData("\"network\":\"", "\"network\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"was\":\"", "this certificate is about the network 0000")]
    public void Bad_input_is_refused_distinctly(string text, string replacement, string message)
    {
        (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(GoldenQuestions.All[0]);
        string changed = Encoding.ASCII.GetString(Verdicts.Spell(certificate)).Replace(text, replacement, StringComparison.Ordinal);
        byte[] bytes = Encoding.ASCII.GetBytes(changed);
        CertificateFormatException exception = Assert.Throws<CertificateFormatException>(() => CertificateChecker.Check(domain.Network.Library, domain.Network.Sha256, new MemoryStream(bytes)));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        string python = Assert.Single(PythonChecker.Check(domain.Network.Path, [bytes]));
        Assert.StartsWith("ERROR ", python, StringComparison.Ordinal);
        Assert.Contains(message, python, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("{\"format\":\"piecewiselinear-certificate\",\"version\":\"2\"")]
    [InlineData("hello\nworld\n")]
    [InlineData("\0\n")]
    public void What_is_no_certificate_is_bad_input(string text)
    {
        SlowNetwork network = SlowNetwork.Golden("g_dup");
        Assert.Equal(["ERROR"], Verdicts.OfBoth(network, [("text", Encoding.UTF8.GetBytes(text))]).Select(Verdicts.Kind));
    }

    [Fact]
    public void The_python_command_line_has_the_exit_statuses_of_plin_check()
    {
        (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(GoldenQuestions.All[5]);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Verdicts.Spell(certificate));
            (int status, string output, _) = PythonChecker.Run(domain.Network.Path, path);
            Assert.Equal((0, true), (status, output.StartsWith("VALID the point (1/4, -1/8) lies in the closure of exactly 4 linear region(s)", StringComparison.Ordinal)));
            File.WriteAllBytes(path, Verdicts.Spell(certificate with { Complete = false }));
            (status, output, _) = PythonChecker.Run(domain.Network.Path, path);
            Assert.Equal((1, "INVALID an incomplete list has no splits\n"), (status, output));
            (status, output, string errors) = PythonChecker.Run(SlowNetwork.Golden("g_concurrent").Path, path);
            Assert.Equal((2, "", true), (status, output, errors.Contains("this certificate is about the network", StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Misshaped claims and negative radii have no truth to compare with; the oracle judges the others.</summary>
    private static bool IsFalse(FalseClaims.Lie lie)
        => lie.Certificate.Regions.IsEmpty
            || (lie.Certificate.Box is { } box && !box.Contains(lie.Certificate.Point.AsSpan()))
            || lie.Certificate.Regions.Any(static region => region.Ball is { } ball && (ball.Lower.Sign < 0 || ball.Lower > (ball.Upper ?? ball.Lower)))
            || ClaimOracle.WhyFalse(lie.Network, lie.Certificate) is not null;
}
