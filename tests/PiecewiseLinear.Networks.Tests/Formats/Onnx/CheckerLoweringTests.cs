namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>The Python checker reads ONNX files itself. Both must lower each file to the same hidden layers and the same exact function.</summary>
public sealed class CheckerLoweringTests(GeneratedGraphs graphs) : IClassFixture<GeneratedGraphs>
{
    [Fact]
    public void ThePythonCheckerLowersEveryGraphToTheSameNeuronsAndValues()
    {
        (List<string> problems, int withNeurons) = CheckerAgreement.Check(Path.GetDirectoryName(graphs.Files[0])!);

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(withNeurons > 300, $"only {withNeurons} graphs have hidden neurons");
    }
}
