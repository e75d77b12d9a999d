using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Certificates.Tests;

/// <summary>
/// Certificates of the current format version that are kept with the Python checker's tests: what was valid once stays valid, and the text does not change.
/// UPDATE_STORED_CERTIFICATES=1 writes them anew.
/// </summary>
public sealed class StoredCertificateTests
{
    [Theory]
    [InlineData("trap-corner", 3)]
    [InlineData("dup-corner", 5)]
    [InlineData("concurrent-space", 11)]
    [InlineData("deadlayer-origin", 14)]
    public void The_text_is_kept(string name, int index)
    {
        (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(GoldenQuestions.All[index]);
        byte[] text = Verdicts.Spell(certificate);
        string path = RepositoryRoot.Combine("clients", "python", "tests", "certificates", $"{GoldenQuestions.All[index].Network}.{name}.jsonl");
        if (Environment.GetEnvironmentVariable("UPDATE_STORED_CERTIFICATES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, text);
        }

        Assert.Equal(text, File.ReadAllBytes(path));
        using FileStream stored = File.OpenRead(path);
        CheckResult result = CertificateChecker.Check(File.ReadAllBytes(domain.Network.Path), Path.GetFileName(domain.Network.Path), stored);
        Assert.IsType<CheckResult.Valid>(result);
    }
}
