using System.Globalization;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary><c>plin verify</c> as a program: VNN-COMP's lines, JSON, exit statuses, counterexamples that read back.</summary>
public sealed class VerifyTests : IDisposable
{
    private static readonly string Network = RepositoryRoot.Combine("models", "golden", "a_2_32x3_1.onnx");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_violated_property_has_a_counterexample_that_reads_back()
    {
        string property = Property("(assert (>= Y_0 0))");
        ProgramResult result = await Plin.RunAsync("verify", Network, property);
        Assert.Equal(0, result.Status);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("sat", lines[0]);
        Rational[] point = [.. Enumerable.Range(0, 2).Select(i => Value(lines[1 + i], $"X_{i}"))];
        Assert.All(point, static x => Assert.InRange(x, -Rational.One, Rational.One));
        LoadedNetwork loaded = NetworkFile.Load(Network);
        Rational output = ExactEvaluator.Evaluate(loaded.Network, point)[0];
        Assert.True(output.Sign >= 0, $"f = {output} at the printed point");
        Assert.Equal(output.ToDoubleApproximate(), Value(lines[3], "Y_0").ToDoubleApproximate());
        Assert.EndsWith("))", lines[3], StringComparison.Ordinal);

        JsonElement answer = await Plin.JsonAsync(0, "verify", Network, property, "--exact");
        Assert.Equal("violated", answer.GetProperty("verdict").GetString());
        Rational[] witness = [.. answer.GetProperty("witness").GetProperty("input").EnumerateArray().Select(static x => Rational.Parse(x.GetString()!))];
        Assert.Equal(
            ExactEvaluator.Evaluate(loaded.Network, witness)[0].ToString(), answer.GetProperty("witness").GetProperty("output")[0].GetString());
    }

    [Fact]
    public async Task A_property_that_holds_is_unsat()
    {
        string property = Property("(assert (>= Y_0 100))");
        ProgramResult result = await Plin.RunAsync("verify", Network, property);
        Assert.Equal((0, "unsat\n"), (result.Status, result.Output));
        JsonElement answer = await Plin.JsonAsync(0, "verify", Network, property);
        Assert.Equal("holds", answer.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("witness").ValueKind);
        Assert.True(answer.GetProperty("leaves").GetInt64() >= 1);
    }

    [Theory]
    [InlineData("(assert (>= Y_0 0))", "sat")]
    [InlineData("(assert (>= Y_0 100))", "unsat")]
    public async Task Verdicts_come_with_certificates_that_are_accepted(string output, string verdict)
    {
        string certificate = _folder.File("verdict.certificate");
        ProgramResult result = await Plin.RunAsync("verify", Network, Property(output), "--certificate", certificate);
        Assert.Equal((0, verdict), (result.Status, result.Output.Split('\n')[0]));
        ProgramResult check = await Plin.RunAsync("check", Network, certificate);
        Assert.True(check.Status == 0 && check.Output.StartsWith("VALID ", StringComparison.Ordinal), check.ToString());
        ProgramResult other = await Plin.RunAsync("check", RepositoryRoot.Combine("models", "golden", "c_2_8x2_1.onnx"), certificate);
        Assert.Equal(2, other.Status);
    }

    [Fact]
    public async Task A_certificate_is_checked_against_the_file_of_its_property()
    {
        string certificate = _folder.File("verdict.certificate"), property = Property("(assert (>= Y_0 100))");
        _ = await Plin.RunAsync("verify", Network, property, "--certificate", certificate);
        ProgramResult same = await Plin.RunAsync("check", Network, certificate, "--property", property);
        Assert.True(same.Status == 0 && same.Output.Contains("; the property is that of the VNN-LIB file ", StringComparison.Ordinal), same.ToString());
        ProgramResult other = await Plin.RunAsync("check", Network, certificate, "--property", Property("(assert (>= Y_0 100.5))"));
        Assert.True(other.Status == 1 && other.Output.StartsWith("INVALID the property is noted as the VNN-LIB file ", StringComparison.Ordinal), other.ToString());
    }

    [Theory]
    [InlineData("it declares 1 inputs, expected 2", "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= X_0 1))(assert (>= X_0 0))(assert (>= Y_0 0))")]
    [InlineData("line 1", "(assert (>= Y_0")]
    public async Task Bad_properties_are_refused(string message, string text)
    {
        ProgramResult result = await Plin.RunAsync("verify", Network, _folder.Write("bad.vnnlib", text));
        Assert.Equal(2, result.Status);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_limit_is_a_timeout()
    {
        ProgramResult result = await Plin.RunAsync("verify", Network, Property("(assert (>= Y_0 100))"), "--timeout", "0.000001");
        Assert.Equal((3, "timeout\n"), (result.Status, result.Output));
    }

    private static Rational Value(string line, string name)
    {
        string[] words = line.Trim('(', ')').Split(' ');
        Assert.Equal(name, words[0]);
        return Rational.Parse(words[1].Contains('E', StringComparison.Ordinal) ? decimal.Parse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : words[1]);
    }

    private string Property(string output)
        => _folder.Write("property.vnnlib", $"""
            (declare-const X_0 Real)
            (declare-const X_1 Real)
            (declare-const Y_0 Real)
            (assert (<= X_0 1.0)) (assert (>= X_0 -1.0))
            (assert (<= X_1 1.0)) (assert (>= X_1 -1.0))
            {output}
            """);
}
