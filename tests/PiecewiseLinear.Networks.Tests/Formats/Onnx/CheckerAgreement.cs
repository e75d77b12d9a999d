using System.Diagnostics;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>Compares the importer with the lowering of the Python checker, which reads ONNX files itself: hidden layers, signs, exact outputs.</summary>
internal static class CheckerAgreement
{
    /// <summary>The disagreements over all models of a folder, and the number of models with hidden neurons.</summary>
    public static (List<string> Problems, int WithNeurons) Check(string folder)
    {
        List<string> problems = [];
        int withNeurons = 0;
        foreach (string line in CheckerFacts(folder))
        {
            JsonElement facts = JsonDocument.Parse(line).RootElement;
            string name = facts.GetProperty("file").GetString()!;
            if (facts.TryGetProperty("refused", out JsonElement refused))
            {
                problems.Add($"{name}: the checker refuses it: {refused}");
                continue;
            }

            ReluNetwork network = NetworkFile.Load(Path.Combine(folder, name)).Network;
            ExactEvaluation own = ExactEvaluator.Trace(network, [.. Enumerable.Range(0, network.InputDimension).Select(static j => new Rational((((7 * j) + 3) % 11) - 5, 8))]);
            string[] signs = [.. own.Signs.Select(static layer => string.Concat(layer.Select(static sign => sign > 0 ? '1' : sign < 0 ? '0' : '*')))];
            withNeurons += signs.Length > 0 ? 1 : 0;
            if (!Texts(facts, "signs").SequenceEqual(signs))
            {
                problems.Add($"{name}: the checker has the signs {facts.GetProperty("signs")}, the importer [{string.Join(", ", signs)}]");
            }
            else if (!Texts(facts, "output").SequenceEqual(own.Output.Select(static value => value.ToString())))
            {
                problems.Add($"{name}: the checker has the output {facts.GetProperty("output")}, the importer [{string.Join(", ", own.Output)}]");
            }
        }

        return (problems, withNeurons);
    }

    private static IEnumerable<string> Texts(JsonElement facts, string name) => facts.GetProperty(name).EnumerateArray().Select(static value => value.GetString()!);

    private static string[] CheckerFacts(string folder)
    {
        string script = RepositoryRoot.Combine("tests", "PiecewiseLinear.Networks.Tests", "Formats", "Onnx", "checker_lowering.py");
        string[] arguments = [script, RepositoryRoot.Combine("clients", "python"), folder];
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Directory.GetFiles(folder, "*.onnx").Length, lines.Length);
        return lines;
    }
}
