using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Networks.Tests.Formats;

public sealed class GoldenNetworksTests
{
    private static readonly string Folder = RepositoryRoot.Combine("models", "golden");

    private static IEnumerable<string> Names
        => Directory.GetFiles(Folder, "*.onnx").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    [Fact]
    public void OnnxAndJsonOfEachGoldenNetworkAreOneFunctionExactly()
    {
        Random random = new(11);
        int compared = 0;
        foreach (string name in Names)
        {
            ReluNetwork onnx = NetworkFile.Load(Path.Combine(Folder, name + ".onnx")).Network;
            ReluNetwork json = NetworkFile.Load(Path.Combine(Folder, name + ".json")).Network;
            for (int p = 0; p < 5; p++)
            {
                Rational[] point = RandomNetworks.Point(random, json.InputDimension);
                ExactEvaluation a = ExactEvaluator.Trace(onnx, point), b = ExactEvaluator.Trace(json, point);
                if (name == "g_seed1_demo")
                {
                    // Its JSON is float64, its ONNX the float32 rounding of it: two networks, close to each other.
                    Assert.InRange(Math.Abs((a.Output[0] - b.Output[0]).ToDoubleApproximate()), 1e-12, 1e-5);
                    continue;
                }

                Assert.True(a.Output.AsSpan().SequenceEqual(b.Output.AsSpan()), name);
                Assert.True(a.Pattern.Equals(b.Pattern), name);
            }

            compared++;
        }

        Assert.True(compared >= 12, $"only {compared} golden networks were found");
    }

    [Fact]
    public void TheDigestIsThatOfTheFile()
    {
        string file = Path.Combine(Folder, "g_dup.json");
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
        LoadedNetwork loaded = NetworkFile.Load(file);
        Assert.Equal((expected, NetworkFormat.Layers), (loaded.Sha256, loaded.Format));
    }
}
