using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Networks.Tests.Formats;

/// <summary>The bundled models against facts.json, which a Python program with its own reader and the fractions module computed.</summary>
public sealed class ModelFactsTests
{
    [Fact]
    public void ExactOutputsAndSignsAreThoseOfThePythonFractions()
    {
        int samples = 0;
        foreach (string file in Directory.GetFiles(RepositoryRoot.Combine("models"), "facts.json", SearchOption.AllDirectories))
        {
            using JsonDocument facts = JsonDocument.Parse(File.ReadAllBytes(file));
            string folder = Path.GetDirectoryName(file)!;
            LoadedNetwork loaded = NetworkFile.Load(Path.Combine(folder, facts.RootElement.GetProperty("file").GetString()!));
            Assert.Equal(facts.RootElement.GetProperty("sha256").GetString(), loaded.Sha256);
            Assert.Equal(
                facts.RootElement.GetProperty("hidden_neurons").EnumerateArray().Select(width => width.GetInt32()),
                loaded.Network.HiddenLayers.Select(layer => layer.Width));
            foreach (JsonElement sample in facts.RootElement.GetProperty("samples").EnumerateArray())
            {
                string text = File.ReadAllText(Path.Combine(folder, sample.GetProperty("file").GetString()!));
                Rational[] point = [.. text.Split((char[])[' ', ',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Rational.Parse)];
                ExactEvaluation evaluation = ExactEvaluator.Trace(loaded.Network, point);
                string place = $"{loaded.Report.Input.Name} of {folder}, {sample.GetProperty("file")}";
                Assert.True(
                    sample.GetProperty("output").EnumerateArray().Select(value => value.GetString()).SequenceEqual(evaluation.Output.Select(value => value.ToString())), place);
                Assert.True(
                    sample.GetProperty("signs").EnumerateArray().Select(value => value.GetString())
                        .SequenceEqual(evaluation.Signs.Select(layer => string.Concat(layer.Select(sign => sign > 0 ? '1' : sign < 0 ? '0' : '*')))),
                    place);

                RegionForms forms = ExactForms.Along(loaded.Network, evaluation.Pattern);
                for (int i = 0; i < evaluation.Output.Length; i++)
                {
                    Assert.True(evaluation.Output[i] == forms.Output.Evaluate(i, point), place);
                }

                samples++;
            }
        }

        Assert.True(samples >= 20, $"only {samples} samples were found");
    }
}
