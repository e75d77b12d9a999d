using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Oracles;
using Xunit.Abstractions;

namespace PiecewiseLinear.Networks.Tests.Oracle;

/// <summary>The oracle itself must be trusted before it judges us: known values, every input shape we meet, and loud refusals.</summary>
public sealed class OracleSmokeTests(OracleSmokeTests.SharedOracle shared, ITestOutputHelper output) : IClassFixture<OracleSmokeTests.SharedOracle>
{
    private static readonly string Trap = RepositoryRoot.Combine("models", "golden", "g_trap_absx.onnx");

    [Fact]
    public void ComputesByHandCheckableValues()
    {
        // g_trap_absx is relu(2 relu(x) + relu(4 - x) - 5), which is relu(|x| - 1) for |x| <= 4.
        var answers = shared.Oracle.Evaluate(Trap, [[3, 1], [-3, 0.5], [0.5, -2], [1, 0]]);

        Assert.Equal([[2f], [2f], [0f], [0f]], answers);
    }

    [Fact]
    public void RefusesWithTheReasonAndStaysUsable()
    {
        var wrongLength = Assert.Throws<InvalidOperationException>(() => shared.Oracle.Evaluate(Trap, [[1]]));
        Assert.Contains("inputs[0] must be 2 finite numbers", wrongLength.Message, StringComparison.Ordinal);

        var notANumber = Assert.Throws<InvalidOperationException>(() => shared.Oracle.Evaluate(Trap, [[1, double.NaN]]));
        Assert.Contains("finite", notANumber.Message, StringComparison.Ordinal);

        var missing = Assert.Throws<InvalidOperationException>(() => shared.Oracle.Evaluate("no-such.onnx", [[1]]));
        Assert.Contains("no-such.onnx", missing.Message, StringComparison.Ordinal);

        Assert.Equal([[2f]], shared.Oracle.Evaluate(Trap, [[3, 1]]));
    }

    [Fact]
    public void AnswersOnEveryBundledModel()
    {
        var models = Directory.GetFiles(RepositoryRoot.Combine("models"), "*.onnx", SearchOption.AllDirectories);
        Assert.True(models.Length >= 8 + 13, $"expected eight models and thirteen golden networks, found {models.Length}");

        foreach (var model in models)
        {
            var inputs = InputCount(model);
            var answer = shared.Oracle.Evaluate(model, [new double[inputs], Enumerable.Repeat(0.5, inputs).ToArray()]);
            Assert.Equal(2, answer.Length);
            Assert.All(answer, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        }
    }

    /// <summary>Two oracles checked against each other: plain Python over fractions (facts.json) and a float32 runtime.</summary>
    [Fact]
    public void AgreesWithTheExactOutputsOfTheSamples()
    {
        var samples = 0;
        foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("models"), "facts.json", SearchOption.AllDirectories))
        {
            var folder = Path.GetDirectoryName(file)!;
            using var facts = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var sample in facts.RootElement.GetProperty("samples").EnumerateArray())
            {
                var point = ReadPoint(Path.Combine(folder, sample.GetProperty("file").GetString()!));
                var answer = Assert.Single(shared.Oracle.Evaluate(Path.Combine(folder, facts.RootElement.GetProperty("file").GetString()!), [point]));
                var exact = sample.GetProperty("output").EnumerateArray().Select(value => FractionToDouble(value.GetString()!)).ToArray();
                Assert.Equal(exact.Length, answer.Length);
                Assert.All(exact.Zip(answer), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-4 * (1 + Math.Abs(pair.First))));
                samples++;
            }
        }

        Assert.True(samples >= (4 * 10) + (4 * 4), $"expected 56 samples, found {samples}");
    }

    [Theory]
    [InlineData(5, 5, "acasxu", "onnx", "ACASXU_run2a_1_1_batch_2000.onnx")]
    [InlineData(784, 10, "mnist_fc", "onnx", "mnist-net_256x2.onnx")]
    [InlineData(4, 2, "rl_benchmarks", "onnx", "cartpole.onnx")]
    [InlineData(1, 1, "test", "test_nano.onnx")]
    [InlineData(2, 1, "tllverifybench", "onnx", "tllBench_n=2_N=M=24_m=1_instance_2_0.onnx.gz")]
    public void AnswersOnPublicNetworks(int inputs, int outputs, params string[] file)
    {
        if (BenchData.TryFile(file) is not { } model)
        {
            output.WriteLine(BenchData.SkipMessage);
            return;
        }

        var answer = Assert.Single(shared.Oracle.Evaluate(model, [Enumerable.Repeat(0.25, inputs).ToArray()]));

        Assert.Equal(outputs, answer.Length);
        Assert.All(answer, value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>Independently of any importer: a trained model has facts.json beside it, a golden one its layers.</summary>
    private static int InputCount(string model)
    {
        var facts = Path.Combine(Path.GetDirectoryName(model)!, "facts.json");
        var file = File.Exists(facts) ? facts : Path.ChangeExtension(model, ".json");
        using var content = JsonDocument.Parse(File.ReadAllBytes(file));
        return content.RootElement.TryGetProperty("inputs", out var count) ? count.GetInt32() : content.RootElement.GetProperty("dims")[0].GetInt32();
    }

    private static double[] ReadPoint(string file) =>
        [.. File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static double FractionToDouble(string fraction)
    {
        var parts = fraction.Split('/');
        var numerator = (double)BigInteger.Parse(parts[0], CultureInfo.InvariantCulture);
        return parts.Length == 1 ? numerator : numerator / (double)BigInteger.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    /// <summary>One oracle for all tests of the class.</summary>
    public sealed class SharedOracle : IDisposable
    {
        public OnnxRuntimeOracle Oracle { get; } = new();

        public void Dispose() => Oracle.Dispose();
    }
}
