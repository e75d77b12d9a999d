using System.Diagnostics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.Tests.Soundness;

namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>What the search certifies is accepted by the checker.</summary>
public sealed class CertificateTests
{
    private static readonly string s_hash = new('a', 64);

    [Fact]
    public void Random_properties_are_certified()
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Seeded.Check(400, random =>
        {
            (ReluNetwork network, VnnLibProperty file) = RandomProperties.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOutcome outcome = VerificationEngine.Verify(
                network, property, new VerificationOptions { Threads = random.Next(1, 3), MostBoxes = 100_000 }, progress: null, CancellationToken.None);
            Assert.NotEqual(Verdict.Unknown, outcome.Verdict);
            string kind = outcome.Verdict.ToString();
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
            CheckResult result = Check(network, s_hash, Certificate(outcome, property, s_hash));
            Assert.True(result is CheckResult.Valid, result.ToString());
        });
        Assert.Equal(2, seen.Count);
    }

    [Theory]
    [InlineData("1_1", 3)]
    [InlineData("3_3", 3)]
    [InlineData("1_7", 3)]
    [InlineData("2_1", 4)]
    [InlineData("1_1", 5)]
    [InlineData("1_2", 2)]
    public void Acas_Xu(string name, int number)
    {
        if (BenchData.Path is null)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        LoadedNetwork loaded = NetworkFile.Load(BenchData.TryFile("acasxu", "onnx", $"ACASXU_run2a_{name}_batch_2000.onnx")!);
        string path = BenchData.TryFile("acasxu", "vnnlib", $"prop_{number}.vnnlib")!;
        VerificationProperty property = VerificationProperty.FromVnnLib(VnnLibReader.Read(File.ReadAllText(path), path));
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        VerificationOutcome outcome = VerificationEngine.Verify(loaded.Network, property, new VerificationOptions(), progress: null, CancellationToken.None);
        TimeSpan solved = Stopwatch.GetElapsedTime(start), solvedCpu = Environment.CpuUsage.TotalTime - cpu;
        byte[] text = Certificate(outcome, property, loaded.Sha256);
        TimeSpan written = Stopwatch.GetElapsedTime(start) - solved;
        cpu = Environment.CpuUsage.TotalTime;
        long checking = Stopwatch.GetTimestamp();
        CheckResult result = Check(loaded.Network, loaded.Sha256, text);
        Console.WriteLine($"{name} {number}: {outcome.Boxes} boxes, solved {solved.TotalSeconds:F3} s (cpu {solvedCpu.TotalSeconds:F3}), written {written.TotalSeconds:F3} s, {text.Length} bytes, checked {Stopwatch.GetElapsedTime(checking).TotalSeconds:F3} s (cpu {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F3})");
        Assert.True(result is CheckResult.Valid, result.ToString());
    }

    private static byte[] Certificate(VerificationOutcome outcome, VerificationProperty property, string sha256)
    {
        using MemoryStream stream = new();
        PropertyCertificate.Write(outcome, property, sha256, vnnLibSha256: null, stream);
        return stream.ToArray();
    }

    private static CheckResult Check(ReluNetwork network, string sha256, byte[] text)
    {
        using MemoryStream stream = new(text);
        return CertificateChecker.Check(network, sha256, stream);
    }
}
