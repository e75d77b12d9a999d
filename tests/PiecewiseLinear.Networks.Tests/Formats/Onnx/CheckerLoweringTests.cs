using System.Diagnostics;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>The Python checker reads ONNX files itself. Both must lower each file to the same hidden layers and the same exact function.</summary>
public sealed class CheckerLoweringTests(GeneratedGraphs graphs) : IClassFixture<GeneratedGraphs>
{
    [Fact]
    public void ThePythonCheckerLowersEveryGraphToTheSameNeuronsAndValues()
    {
        List<string> problems = [];
        int graphsWithNeurons = 0;
        foreach (string line in CheckerFacts())
        {
            JsonElement facts = JsonDocument.Parse(line).RootElement;
            string name = facts.GetProperty("file").GetString()!;
            if (facts.TryGetProperty("refused", out JsonElement refused))
            {
                problems.Add($"{name}: the checker refuses it: {refused}");
                continue;
            }

            ReluNetwork network = NetworkFile.Load(graphs.Files.Single(file => Path.GetFileName(file) == name)).Network;
            ExactEvaluation own = ExactEvaluator.Trace(network, [.. Enumerable.Range(0, network.InputDimension).Select(static j => new Rational((((7 * j) + 3) % 11) - 5, 8))]);
            string[] signs = [.. own.Signs.Select(static layer => string.Concat(layer.Select(static sign => sign > 0 ? '1' : sign < 0 ? '0' : '*')))];
            graphsWithNeurons += signs.Length > 0 ? 1 : 0;
            if (!Texts(facts, "signs").SequenceEqual(signs))
            {
                problems.Add($"{name}: the checker has the signs {facts.GetProperty("signs")}, the importer [{string.Join(", ", signs)}]");
            }
            else if (!Texts(facts, "output").SequenceEqual(own.Output.Select(static value => value.ToString())))
            {
                problems.Add($"{name}: the checker has the output {facts.GetProperty("output")}, the importer [{string.Join(", ", own.Output)}]");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(graphsWithNeurons > 300, $"only {graphsWithNeurons} graphs have hidden neurons");
    }

    private static IEnumerable<string> Texts(JsonElement facts, string name) => facts.GetProperty(name).EnumerateArray().Select(static value => value.GetString()!);

    private string[] CheckerFacts()
    {
        string script = RepositoryRoot.Combine("tests", "PiecewiseLinear.Networks.Tests", "Formats", "Onnx", "checker_lowering.py");
        string[] arguments = [script, RepositoryRoot.Combine("clients", "python"), Path.GetDirectoryName(graphs.Files[0])!];
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(graphs.Files.Count, lines.Length);
        return lines;
    }
}
