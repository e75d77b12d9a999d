using System.Text.Json;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary><c>plin radius</c>: what scripts rely on, its certificates for both checkers, and its refusals.</summary>
public sealed class RadiusTests
{
    private static readonly string s_golden = RepositoryRoot.Combine("models", "golden", "a_2_32x3_1.json");

    [Theory]
    [InlineData("linf", "exact", "35592256649/1429848972191")]
    [InlineData("l1", "exact", "31102841459/1116676204564")]
    [InlineData("l2", "squared", "967386746823689248681/1250655311888272864862900")]
    public async Task An_exact_radius_has_its_fraction_and_a_certificate_for_both_checkers(string norm, string field, string fraction)
    {
        using TemporaryFolder folder = new();
        string certificate = folder.File("radius.certificate");
        JsonElement answer = await Plin.JsonAsync(0, "radius", s_golden, "--point", "0,0", "--box=-1,1", "--norm", norm, "--certificate", certificate);
        Assert.Equal(fraction, answer.GetProperty(field).GetString());
        Assert.Equal((norm, "CERTIFIED", false), (answer.GetProperty("norm").GetString(), answer.GetProperty("evidence").GetString(), answer.GetProperty("none").GetBoolean()));
        Assert.True(answer.GetProperty("lower").GetDouble() <= answer.GetProperty("upper").GetDouble());
        Assert.Equal(2, answer.GetProperty("point").GetArrayLength());
        Assert.Equal(1, answer.GetProperty("label").GetInt32() + answer.GetProperty("other").GetInt32());
        Assert.Contains(field, answer.GetProperty("certified").EnumerateArray().Select(static name => name.GetString()));
        ProgramResult check = await Plin.RunAsync("check", s_golden, certificate);
        Assert.True(check.Status == 0, check.ToString());
        ProgramResult python = await ExternalProgram.RunAsync(
            "/usr/bin/python3",
            ["-m", "piecewiselinear_check", s_golden, certificate],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONPATH"] = RepositoryRoot.Combine("clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" });
        Assert.True(python.Status == 0, python.ToString());
        Assert.StartsWith("VALID ", python.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_search_says_what_is_proved_and_has_a_certificate_of_it()
    {
        using TemporaryFolder folder = new();
        string certificate = folder.File("radius.certificate"), digits = RepositoryRoot.Combine("models", "digits-residual", "digits-residual.onnx");
        JsonElement answer = await Plin.JsonAsync(
            3, "radius", digits, "--point", "@" + RepositoryRoot.Combine("models", "digits", "samples", "digit-0.txt"), "--norm", "l1", "--box=0,1", "--timeout", "0.5", "--certificate", certificate);
        Assert.Equal(("ENCLOSED", JsonValueKind.Null), (answer.GetProperty("evidence").GetString(), answer.GetProperty("exact").ValueKind));
        Assert.Contains("the budget of 0.5 s was reached", answer.GetProperty("incomplete").GetString()!, StringComparison.Ordinal);
        ProgramResult check = await Plin.RunAsync("check", digits, certificate);
        Assert.True(check.Status == 0, check.ToString());
    }

    [Fact]
    public async Task Many_points_give_a_table_and_the_certified_accuracy()
    {
        using TemporaryFolder folder = new();
        string points = folder.File("points.csv"), csv = folder.File("curve.csv"), svg = folder.File("curve.svg");
        await File.WriteAllTextAsync(points, "# x, y, label\n0,0,0\n0,0,1\n1/2,1/2,0\n1/2,1/2,1\n");
        JsonElement answer = await Plin.JsonAsync(0, "radius", s_golden, "--points", points, "--box=-1,1", "--norm", "linf", "--csv", csv, "--svg", svg);
        string?[] exact = [.. answer.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("exact").GetString())];
        Assert.Equal(["0", "0", "35592256649/1429848972191", "633792280237/4976554181266"], exact.Order(StringComparer.Ordinal));
        string[] curve = await File.ReadAllLinesAsync(csv);
        Assert.Equal("radius,certified,not_refuted", curve[0]);
        Assert.Equal(["0.5,0.5", "0.25,0.25"], curve.Skip(1).Select(static line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]));
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(svg), StringComparison.Ordinal);
        ProgramResult text = await Plin.RunAsync("radius", s_golden, "--points", points, "--box=-1,1", "--norm", "linf", "--exact");
        Assert.Equal(5, text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_domain_without_a_boundary_point_is_none()
    {
        using TemporaryFolder folder = new();
        string certificate = folder.File("none.certificate");
        JsonElement answer = await Plin.JsonAsync(0, "radius", s_golden, "--point", "0,0", "--box=-1/100,1/100", "--norm", "l2", "--certificate", certificate);
        Assert.True(answer.GetProperty("none").GetBoolean());
        Assert.All(["lower", "upper", "exact", "squared", "point", "other"], field => Assert.Equal(JsonValueKind.Null, answer.GetProperty(field).ValueKind));
        Assert.Equal(0, (await Plin.RunAsync("check", s_golden, certificate)).Status);
    }

    [Theory]
    [InlineData("of which point?")]
    [InlineData("outside the box", "--point", "2,0", "--box=-1,1")]
    [InlineData("--label: 'x' is no class", "--point", "0,0", "--label", "x")]
    [InlineData("the label is 2, expected 0 to 1", "--point", "0,0", "--label", "2")]
    [InlineData("the target is 1, the label itself", "--point", "0,0", "--label", "1", "--target", "1")]
    [InlineData("--csv needs --points", "--point", "0,0", "--csv", "x.csv")]
    [InlineData("'l3' is no norm", "--point", "0,0", "--norm", "l3")]
    public async Task Bad_questions_are_refused(string complaint, params string[] arguments)
    {
        ProgramResult refused = await Plin.RunAsync(["radius", s_golden, .. arguments]);
        Assert.Equal(2, refused.Status);
        Assert.Contains(complaint, refused.Errors, StringComparison.Ordinal);
    }
}
