using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

public sealed class LineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_line_between_two_digits_for_programs()
    {
        string[] line = ["line", Examples.Digits, "--from", "@" + Digit(0), "--to", "@" + Digit(1)];
        JsonElement answer = await Plin.JsonAsync(0, [.. line, "--gradients", "--exact"]);

        JsonElement[] breakpoints = [.. answer.GetProperty("breakpoints").EnumerateArray()];
        Assert.Equal(breakpoints.Length + 1, answer.GetProperty("pieces").GetInt32());
        Rational[] places = [.. breakpoints.Select(static breakpoint => Rational.Parse(breakpoint.GetProperty("t").GetString()!))];
        Assert.Equal(places.Distinct().Order(), places);
        Assert.All(breakpoints, static breakpoint => Assert.NotEqual(0, breakpoint.GetProperty("neurons").GetArrayLength()));
        JsonElement gradients = answer.GetProperty("gradients");
        Assert.Equal(1, gradients.GetProperty("output").GetInt32());
        Rational sum = gradients.GetProperty("attributions").EnumerateArray().Aggregate(Rational.Zero, static (total, value) => total + Rational.Parse(value.GetString()!));
        Assert.Equal(gradients.GetProperty("difference").GetString(), sum.ToString());
        Assert.Equal(10, answer.GetProperty("slope_change").GetArrayLength());

        // Between two doubles the same breakpoints.
        JsonElement enclosed = await Plin.JsonAsync(0, [.. line, "--enclosed"]);
        Assert.Equal(breakpoints.Length, enclosed.GetProperty("breakpoints").GetArrayLength());
        Assert.All(places.Zip(enclosed.GetProperty("breakpoints").EnumerateArray()), static pair =>
        {
            Assert.True(Rational.FromDouble(pair.Second.GetProperty("lower").GetDouble()) <= pair.First);
            Assert.True(Rational.FromDouble(pair.Second.GetProperty("upper").GetDouble()) >= pair.First);
        });
    }

    [Fact]
    public async Task A_table_and_a_picture()
    {
        string table = _folder.File("line.csv"), picture = _folder.File("line.svg");
        Assert.Equal(0, (await Plin.RunAsync("line", Examples.Concurrent, "--from", "-1,-1/2", "--via", "0,1", "--to", "1,1/3", "--exact", "--out", table)).Status);
        Assert.Equal(0, (await Plin.RunAsync("line", Examples.Concurrent, "--from", "-1,-1/2", "--via", "0,1", "--to", "1,1/3", "--out", picture)).Status);
        string[] rows = File.ReadAllLines(table);
        Assert.Equal("piece,segment,from,to,switched,pattern,slope_0,constant_0", rows[0]);
        Assert.All(rows.Skip(1), static row => Assert.Equal(8, row.Split(',').Length));
        Assert.StartsWith("<svg ", File.ReadAllText(picture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_people()
    {
        ProgramResult result = await Plin.RunAsync("line", Examples.Trap, "--from", "-1,0", "--to", "1,0");
        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("breakpoints ", result.Output, StringComparison.Ordinal);
        Assert.Contains("decision ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("point 1 of the path equals point 0, expected a segment of positive length", "--from", "1,0", "--to", "1,0")]
    [InlineData("point 1 of the path has 1 numbers, expected 2 as in point 0", "--from", "1,0", "--to", "1")]
    [InlineData("the points of the path have 3 numbers, expected 2, one for each input of the network", "--from", "1,0,0", "--to", "1,1,1")]
    [InlineData("--enclosed: gradients and pictures need exact outputs; leave --enclosed out", "--from", "0,0", "--to", "1,0", "--enclosed", "--gradients")]
    [InlineData("--output: '7' is no output; expected a number from 0 to 0", "--from", "0,0", "--to", "1,0", "--gradients", "--output", "7")]
    [InlineData("--output: it says which output --gradients explains; add --gradients or leave it out", "--from", "0,0", "--to", "1,0", "--output", "0")]
    [InlineData("--out: 'x.pdf' is no kind of file for a line; expected a name that ends in .csv, .svg or .png", "--from", "0,0", "--to", "1,0", "--out", "x.pdf")]
    public async Task Lines_that_are_none(string sentence, params string[] arguments)
    {
        ProgramResult result = await Plin.RunAsync(["line", Examples.Trap, .. arguments]);
        Assert.True(result.Status == 2, result.ToString());
        Assert.Equal(string.Empty, result.Output);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    private static string Digit(int digit) => RepositoryRoot.Combine("models", "digits", "samples", $"digit-{digit}.txt");
}
