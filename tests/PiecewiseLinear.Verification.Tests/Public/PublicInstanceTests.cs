using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Public;

/// <summary>A few instances of the public sets, quick ones of each kind; the benchmark <c>verify</c> runs them all.</summary>
public sealed class PublicInstanceTests
{
    [Theory]
    [InlineData("1_1", 3, Verdict.Holds)]
    [InlineData("3_3", 3, Verdict.Holds)]
    [InlineData("1_7", 3, Verdict.Violated)]
    [InlineData("2_1", 4, Verdict.Holds)]
    [InlineData("1_9", 4, Verdict.Violated)]
    [InlineData("1_1", 5, Verdict.Holds)]
    [InlineData("1_2", 2, Verdict.Violated)]
    [InlineData("2_9", 8, Verdict.Violated)]
    public void Acas_Xu(string network, int property, Verdict expected)
    {
        if (BenchData.Path is null)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        VerificationOutcome outcome = Verify(BenchData.TryFile("acasxu", "onnx", $"ACASXU_run2a_{network}_batch_2000.onnx")!, BenchData.TryFile("acasxu", "vnnlib", $"prop_{property}.vnnlib")!);
        Assert.Equal(expected, outcome.Verdict);
        if (outcome.Proof is { } proof)
        {
            ProofShape shape = new();
            proof.Visit(shape);
            Assert.Equal(outcome.Boxes, shape.Nodes);
        }
        else
        {
            Assert.True(outcome.Witness!.Input.Length == 5);
        }
    }

    [Theory]
    [InlineData("rl_benchmarks", "cartpole.onnx", "cartpole_case_unsafe_0.vnnlib", Verdict.Holds)]
    [InlineData("tllverifybench", "tllBench_n=2_N=M=8_m=1_instance_0_3.onnx", "property_N=8_3.vnnlib", Verdict.Holds)]
    [InlineData("tllverifybench", "tllBench_n=2_N=M=8_m=1_instance_0_2.onnx", "property_N=8_2.vnnlib", Verdict.Violated)]
    public void Other_sets(string set, string network, string property, Verdict expected)
    {
        if (BenchData.Path is null)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        Assert.Equal(expected, Verify(BenchData.TryFile(set, "onnx", network)!, BenchData.TryFile(set, "vnnlib", property)!).Verdict);
    }

    [Theory]
    [InlineData("256x2", "prop_6_0.03", Verdict.Holds)]
    [InlineData("256x2", "prop_1_0.05", Verdict.Violated)]
    [InlineData("256x6", "prop_3_0.03", Verdict.Holds)]
    public void Mnist(string network, string property, Verdict expected)
    {
        if (BenchData.Path is null)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        Assert.Equal(expected, Verify(BenchData.TryFile("mnist_fc", "onnx", $"mnist-net_{network}.onnx")!, BenchData.TryFile("mnist_fc", "vnnlib", $"{property}.vnnlib")!).Verdict);
    }

    [Fact]
    public void A_search_by_neurons_that_is_cancelled_tells_the_margin_it_proved()
    {
        if (BenchData.Path is null)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        using CancellationTokenSource source = new();
        VerificationOutcome outcome = VerificationEngine.Verify(
            NetworkFile.Load(BenchData.TryFile("mnist_fc", "onnx", "mnist-net_256x4.onnx")!).Network,
            Read(BenchData.TryFile("mnist_fc", "vnnlib", "prop_6_0.03.vnnlib")!),
            new VerificationOptions { ProgressInterval = TimeSpan.FromMilliseconds(1) },
            new Listener(progress =>
            {
                if (double.IsFinite(progress.BestBound))
                {
                    source.Cancel();
                }
            }),
            source.Token);
        Assert.Equal((Verdict.Unknown, "it was cancelled"), (outcome.Verdict, outcome.Reason));
        Assert.InRange(outcome.MarginLower!.Value, -100, 0);
    }

    [Fact]
    public void Cancelling_stops_at_once_and_progress_is_told()
    {
        if (BenchData.Path is null)
        {
            Console.WriteLine(BenchData.SkipMessage);
            return;
        }

        using CancellationTokenSource source = new();
        List<VerificationProgress> told = [];
        LoadedNetwork loaded = NetworkFile.Load(BenchData.TryFile("acasxu", "onnx", "ACASXU_run2a_3_3_batch_2000.onnx")!);
        VerificationProperty property = Read(BenchData.TryFile("acasxu", "vnnlib", "prop_2.vnnlib")!);
        VerificationOutcome outcome = VerificationEngine.Verify(
            loaded.Network,
            property,
            new VerificationOptions { ProgressInterval = TimeSpan.FromMilliseconds(1) },
            new Listener(progress =>
            {
                told.Add(progress);
                if (told.Count == 1)
                {
                    source.Cancel();
                }
            }),
            source.Token);
        Assert.Equal((Verdict.Unknown, "it was cancelled"), (outcome.Verdict, outcome.Reason));
        Assert.NotEmpty(told);
        Assert.All(told, static p => Assert.InRange(p.VolumeProved, 0, 1));
        Assert.All(told, static p => Assert.True(p.BestBound < 0));
    }

    /// <summary>The verdict, its certificate accepted.</summary>
    private static VerificationOutcome Verify(string network, string property)
    {
        LoadedNetwork loaded = NetworkFile.Load(network);
        VerificationProperty question = Read(property);
        VerificationOutcome outcome = VerificationEngine.Verify(loaded.Network, question, new VerificationOptions(), progress: null, CancellationToken.None);
        PropertyCertificates.Accept(loaded.Network, question, outcome, loaded.Sha256);
        return outcome;
    }

    private static VerificationProperty Read(string path) => VerificationProperty.FromVnnLib(VnnLibReader.Read(File.ReadAllText(path), path));

    private sealed class Listener(Action<VerificationProgress> action) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => action(value);
    }
}
