using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

public sealed class OperatorTests(GeneratedGraphs graphs) : IClassFixture<GeneratedGraphs>
{
    [Fact]
    public void EveryOperatorComputesWhatOnnxRuntimeComputes()
    {
        using OnnxRuntimeOracle oracle = new();
        List<string> problems = [];
        foreach (string file in graphs.Files)
        {
            try
            {
                problems.AddRange(RuntimeAgreement.Check(file, NetworkFile.Load(file).Network, oracle, points: 5, seed: 7));
            }
            catch (Exception exception) when (exception is NetworkFormatException or InvalidOperationException)
            {
                problems.Add($"{Path.GetFileName(file)}: {exception.Message}");
            }
        }

        Assert.True(graphs.Files.Count >= 70, $"only {graphs.Files.Count} graphs were generated");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void MatMulAndAddAreOneNodeAndDropoutAndIdentityNone()
    {
        Assert.Equal(["InputNode", "AffineNode", "ReluNode", "AffineNode"], Kinds("symbolic_batch"));
        Assert.Equal(["InputNode", "ReluNode"], Kinds("identity_dropout_7"));
        Assert.Equal(["InputNode", "AffineNode", "ReluNode"], Kinds("unneeded_nodes"));
    }

    [Fact]
    public void TheReportSaysWhatWasDone()
    {
        Assert.Contains(Report("symbolic_batch").Notes, note => note.Contains("'N'", StringComparison.Ordinal) && note.Contains("batch of 1", StringComparison.Ordinal));
        Assert.Contains(Report("bn_9").Notes, note => note.Contains("rounded once to float64", StringComparison.Ordinal));
        Assert.Contains(Report("unneeded_nodes").Notes, note => note.Contains("1 nodes", StringComparison.Ordinal));
        Assert.Equal(9, Report("bn_9").Opset);
        Assert.Equal([1, 4, 3, 4], Report("conv_plain").Output.Shape.ToArray());
    }

    private IEnumerable<string> Kinds(string graph) => Load(graph).Network.Nodes.Select(node => node.GetType().Name);

    private ImportReport Report(string graph) => Load(graph).Report;

    private LoadedNetwork Load(string graph) => NetworkFile.Load(graphs.Files.Single(file => Path.GetFileNameWithoutExtension(file) == graph));
}
