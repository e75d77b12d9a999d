using System.IO.Compression;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Oracles;
using Xunit.Abstractions;

namespace PiecewiseLinear.Networks.Tests.Formats;

/// <summary>The public networks, where they are.</summary>
public sealed class BenchNetworksTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryOnnxNetworkLoadsAndAgreesWithOnnxRuntime()
    {
        if (BenchData.Path is not { } folder)
        {
            output.WriteLine(BenchData.SkipMessage);
            return;
        }

        DirectoryInfo unpacked = Directory.CreateTempSubdirectory("piecewiselinear-bench-");
        try
        {
            using OnnxRuntimeOracle oracle = new();
            List<string> problems = [];
            int count = 0;
            foreach (string file in Directory.GetFiles(folder, "*.onnx*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                string plain = Unpack(file, unpacked.FullName);
                try
                {
                    ReluNetwork network = NetworkFile.Load(plain).Network;
                    bool small = network.HiddenNeurons <= 300;
                    problems.AddRange(RuntimeAgreement.Check(plain, network, oracle, points: small ? 4 : 2, seed: count, exact: small));
                    count++;
                }
                catch (NetworkFormatException refusal)
                {
                    problems.Add(refusal.Message);
                }
            }

            output.WriteLine($"{count} networks agree with ONNX Runtime");
            Assert.True(problems.Count == 0, string.Join('\n', problems));
            Assert.True(count >= 41, $"only {count} ONNX networks were found in {folder}");
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    [Fact]
    public void EveryNNetFileLoadsAndIsExactAtDoubleBounds()
    {
        if (BenchData.Path is not { } folder)
        {
            output.WriteLine(BenchData.SkipMessage);
            return;
        }

        int count = 0;
        foreach (string file in Directory.GetFiles(folder, "*.nnet", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            LoadedNetwork loaded = NetworkFile.Load(file);
            Random random = new(count++);
            double[] point = [.. Enumerable.Range(0, loaded.Network.InputDimension).Select(_ => random.NextDouble() - 0.5)];
            Assert.NotNull(loaded.Report.Normalization);
            Assert.Empty(RuntimeAgreement.CheckExact(loaded.Network, point, DoubleEvaluator.Evaluate(loaded.Network, point.AsSpan())));
        }

        Assert.True(count >= 87, $"only {count} NNet files were found in {folder}");
    }

    /// <summary>
    /// The ACAS Xu networks come in both formats: the weights of the .nnet on normalized inputs are the function of the .onnx, up to the
    /// rounding of decimals to float32. With the normalization applied they would differ by orders of magnitude.
    /// </summary>
    [Fact]
    public void AcasXuInBothFormatsIsOneFunctionOfNormalizedInputs()
    {
        if (BenchData.Path is not { } folder)
        {
            output.WriteLine(BenchData.SkipMessage);
            return;
        }

        Random random = new(3);
        int count = 0;
        foreach (string nnetFile in Directory.GetFiles(Path.Combine(folder, "acasxu", "nnet"), "*.nnet"))
        {
            string number = Path.GetFileNameWithoutExtension(nnetFile)["ACASXU_experimental_v2a_".Length..];
            LoadedNetwork nnet = NetworkFile.Load(nnetFile);
            ReluNetwork onnx = NetworkFile.Load(Path.Combine(folder, "acasxu", "onnx", $"ACASXU_run2a_{number}_batch_2000.onnx")).Network;
            Assert.Equal([6, 300, 5, 5], new[] { nnet.Network.HiddenLayers.Length, nnet.Network.HiddenNeurons, nnet.Network.InputDimension, nnet.Network.OutputDimension });
            for (int p = 0; p < 3; p++)
            {
                Rational[] point = [.. Enumerable.Range(0, 5).Select(_ => Rational.FromDouble(random.NextDouble() - 0.5))];
                double[] a = [.. ExactEvaluator.Evaluate(nnet.Network, point).Select(value => value.ToDoubleApproximate())];
                double[] b = [.. ExactEvaluator.Evaluate(onnx, point).Select(value => value.ToDoubleApproximate())];
                double difference = a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
                Assert.True(difference < 1e-5, $"{number}: the formats differ by {difference}");
            }

            count++;
        }

        Assert.True(count >= 27, $"only {count} pairs were found");
    }

    private static string Unpack(string file, string folder)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return file;
        }

        string plain = Path.Combine(folder, Path.GetFileNameWithoutExtension(file));
        using GZipStream source = new(File.OpenRead(file), CompressionMode.Decompress);
        using FileStream target = File.Create(plain);
        source.CopyTo(target);
        return plain;
    }
}
