using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary><c>plin boundary</c> as a program, on the questions that it exists for.</summary>
public sealed class BoundaryTests : IDisposable
{
    private static readonly string Annulus = RepositoryRoot.Combine("models", "annulus", "annulus.onnx");
    private static readonly string AnnulusPoint = "@" + RepositoryRoot.Combine("models", "annulus", "samples", "point-0.txt");
    private static readonly string DigitZero = "@" + RepositoryRoot.Combine("models", "digits", "samples", "digit-0.txt");

    /// <summary>A time that no machine needs, whatever part of it a search gives to its steps.</summary>
    private const string Days = "1000000";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_digit_changes_with_three_pixels_and_not_with_fewer()
    {
        JsonElement answer = await Plin.JsonAsync(0, "boundary", Examples.Digits, "--point", DigitZero, "--box", "0,1", "--minimize", "changed", "--timeout", Days);
        Assert.Equal(("found", "CERTIFIED"), (Text(answer, "status"), Text(answer, "evidence")));
        Assert.Equal(3, answer.GetProperty("changed").GetArrayLength());
        Assert.Equal(("3", "changed"), (Text(answer.GetProperty("minimum"), "exact"), Text(answer.GetProperty("minimum"), "of")));
        Rational[] outputs = [.. ExactEvaluator.Evaluate(NetworkFile.Load(Examples.Digits).Network, Point(answer))];
        Rational label = outputs[answer.GetProperty("label").GetInt32()], other = outputs[answer.GetProperty("other").GetInt32()];
        Assert.True(label == other && outputs.All(y => y <= label));
        JsonElement none = await Plin.JsonAsync(0, "boundary", Examples.Digits, "--point", DigitZero, "--box", "0,1", "--max-changed", "2", "--timeout", Days);
        Assert.Equal(("none", JsonValueKind.Null), (Text(none, "status"), none.GetProperty("point").ValueKind));
    }

    [Theory]
    [InlineData("no point of the domain with at most 2 changed inputs", "--minimize", "changed")]
    [InlineData("no point of the domain with at most 2 changed inputs", "--max-changed", "2")]
    [InlineData("none of the domain with at most 3 changed inputs is nearer in l2", "--minimize", "l2", "--max-changed", "3")]
    [InlineData("none of the domain is nearer in linf", "--why-not", "8")]
    [InlineData("the point is one where", "--goal", "across", "--max-changed", "3")]
    public async Task What_is_proved_is_a_certificate_that_both_checkers_accept(string claim, params string[] question)
    {
        string file = _folder.File("boundary.certificate");
        JsonElement answer = await Plin.JsonAsync(0, ["boundary", Examples.Digits, "--point", DigitZero, "--box", "0,1", "--timeout", Days, "--certificate", file, .. question]);
        Assert.Contains(claim, Text(answer.GetProperty("proved"), "claim"), StringComparison.Ordinal);
        if (question.Contains("--minimize") || question.Contains("--why-not"))
        {
            Assert.Equal("CERTIFIED", Text(answer.GetProperty("minimum"), "lower_evidence"));
            Assert.Contains("minimum", answer.GetProperty("certified").EnumerateArray().Select(static name => name.GetString()));
        }

        ProgramResult check = await Plin.RunAsync("check", Examples.Digits, file);
        Assert.StartsWith("VALID ", check.Output, StringComparison.Ordinal);
        ProgramResult python = await ExternalProgram.RunAsync(
            "/usr/bin/python3",
            ["-m", "piecewiselinear_check", Examples.Digits, file],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONPATH"] = RepositoryRoot.Combine("clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" });
        Assert.StartsWith("VALID ", python.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_of_the_users_own_hold_at_the_nearest_boundary_point()
    {
        string constraints = _folder.Write("mine.smt2", """
            (set-logic QF_LRA)
            (define-fun size ((a Real)) Real (ite (>= a 0.0) a (- a)))
            (assert (or (<= (+ (size X_0) (size X_1)) 1.0) (>= X_0 (/ 3 2))))
            """);
        ProgramResult text = await Plin.RunAsync("boundary", Annulus, "--point", AnnulusPoint, "--box=-2,2", "--constraints", constraints, "--minimize", "linf", "--timeout", Days);
        Assert.Equal(0, text.Status);
        Assert.StartsWith("found (CERTIFIED)\n", text.Output, StringComparison.Ordinal);
        Assert.Contains("set-logic is ignored", text.Errors, StringComparison.Ordinal);
        JsonElement answer = await Plin.JsonAsync(0, "boundary", Annulus, "--point", AnnulusPoint, "--box=-2,2", "--constraints", constraints, "--minimize", "linf", "--timeout", Days);
        Rational[] x = Point(answer);
        Assert.True(Rational.Abs(x[0]) + Rational.Abs(x[1]) <= 1 || x[0] >= new Rational(3, 2));
        Assert.Equal(Text(answer.GetProperty("distance"), "exact"), Text(answer.GetProperty("minimum"), "exact"));
    }

    [Fact]
    public async Task Why_not_names_inequalities_and_the_least_change()
    {
        JsonElement answer = await Plin.JsonAsync(0, "boundary", Annulus, "--point", AnnulusPoint, "--box=-2,2", "--why-not", "1", "--timeout", Days);
        JsonElement why = answer.GetProperty("why_not");
        Assert.Equal((1, true), (why.GetProperty("class").GetInt32(), why.GetProperty("inequalities").GetArrayLength() > 0));
        Assert.Equal(("found", 1), (Text(answer, "status"), answer.GetProperty("other").GetInt32()));
    }

    [Fact]
    public async Task Discrete_inputs_keep_their_values()
    {
        JsonElement answer = await Plin.JsonAsync(
            0, "boundary", Annulus, "--point", AnnulusPoint, "--box=-2,2", "--goal", "across", "--integer", "0", "--categories", "1=-3/2,0,1/2", "--norm", "l1", "--radius", "4", "--timeout", Days);
        Rational[] x = Point(answer);
        Assert.True(x[0].IsInteger && (x[1] == new Rational(-3, 2) || x[1].IsZero || x[1] == new Rational(1, 2)), string.Join<Rational>(", ", x));
    }

    [Fact]
    public async Task A_budget_that_ran_out_is_unknown_with_status_3()
    {
        ProgramResult result = await Plin.RunAsync("boundary", Examples.Digits, "--point", DigitZero, "--box", "0,1", "--minimize", "changed", "--timeout", "0.000001");
        Assert.Equal((3, "unknown (SOLVER_CLAIM)"), (result.Status, result.Output.Split('\n')[0]));
        Assert.Contains("time limit", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line 2, column 16: the solver says: unknown constant zebra", "--constraints", "(assert true)\n(assert (< X_0 zebra))")]
    [InlineData("line 1, column 1: found the command 'check-sat'", "--constraints", "(check-sat)")]
    [InlineData("there is no label 7, expected 0 … 1", "--target", "7")]
    [InlineData("--goal: 'over' is no goal", "--goal", "over")]
    [InlineData("--minimize: 'l3' cannot be minimized", "--minimize", "l3")]
    [InlineData("--norm: it is the norm of --radius", "--norm", "l1")]
    [InlineData("there is no input 9", "--integer", "9")]
    [InlineData("names no input", "--categories", "1;2")]
    public async Task Bad_questions_are_refused_with_status_2(string message, string option, string value)
    {
        string argument = option == "--constraints" ? _folder.Write("bad.smt2", value) : value;
        ProgramResult result = await Plin.RunAsync("boundary", Annulus, "--point", "0,0", option, argument);
        Assert.Equal((2, string.Empty), (result.Status, result.Output));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static Rational[] Point(JsonElement answer) => [.. answer.GetProperty("point").EnumerateArray().Select(static x => Rational.Parse(x.GetString()!))];
}
