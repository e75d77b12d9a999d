using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

public sealed class WriterTests(GeneratedGraphs graphs) : IClassFixture<GeneratedGraphs>
{
    [Fact]
    public void WhatIsWrittenReadsBackAsTheSameFunctionAndNeurons()
    {
        List<string> problems = [];
        foreach (string file in graphs.Files.Concat(Directory.GetFiles(RepositoryRoot.Combine("models"), "*.onnx", SearchOption.AllDirectories)))
        {
            LoadedNetwork original = NetworkFile.Load(file);
            LoadedNetwork again = NetworkFile.Parse(NetworkWriter.ToOnnx(original.Network, original.Report.Tail), "again.onnx");
            Assert.Equal(original.Report.Tail, again.Report.Tail);
            Random random = new(11);
            for (int k = 0; k < 2; k++)
            {
                Rational[] point = [.. Enumerable.Range(0, original.Network.InputDimension).Select(_ => new Rational(random.Next(-40, 40), 16))];
                ExactEvaluation expected = ExactEvaluator.Trace(original.Network, point), found = ExactEvaluator.Trace(again.Network, point);
                bool same = expected.Output.SequenceEqual(found.Output)
                    && expected.Signs.Length == found.Signs.Length
                    && expected.Signs.Zip(found.Signs).All(static pair => pair.First.SequenceEqual(pair.Second));
                if (!same)
                {
                    problems.Add($"{Path.GetFileName(file)}: another function or other neurons at ({string.Join(", ", point)})");
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("digits-residual")]
    [InlineData("digits-batchnorm")]
    [InlineData("digits-conv")]
    public void OtherRuntimesComputeTheSameFromIt(string model)
    {
        using OnnxRuntimeOracle oracle = new();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("piecewiselinear-written-");
        try
        {
            string original = RepositoryRoot.Combine("models", model, model + ".onnx");
            string written = Path.Combine(folder.FullName, "written.onnx");
            ReluNetwork network = NetworkFile.Load(original).Network;
            File.WriteAllBytes(written, NetworkWriter.ToOnnx(network));
            double[][] points = [[.. Enumerable.Range(0, 64).Select(static j => (j * 7 % 17) / 16d)], new double[64]];
            float[][] expected = oracle.Evaluate(original, points), found = oracle.Evaluate(written, points);
            for (int p = 0; p < points.Length; p++)
            {
                Assert.All(expected[p].Zip(found[p]), static pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
