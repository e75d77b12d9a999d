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
        Assert.True(models.Length >= 13, $"expected at least the thirteen golden models, found {models.Length}");

        foreach (var model in models)
        {
            var inputs = InputCount(model);
            var answer = shared.Oracle.Evaluate(model, [new double[inputs], Enumerable.Repeat(0.5, inputs).ToArray()]);
            Assert.Equal(2, answer.Length);
            Assert.All(answer, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        }
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
        using var content = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        return content.RootElement.TryGetProperty("inputs", out var count) ? count.GetInt32() : content.RootElement.GetProperty("dims")[0].GetInt32();
    }

    /// <summary>One oracle for all tests of the class.</summary>
    public sealed class SharedOracle : IDisposable
    {
        public OnnxRuntimeOracle Oracle { get; } = new();

        public void Dispose() => Oracle.Dispose();
    }
}
