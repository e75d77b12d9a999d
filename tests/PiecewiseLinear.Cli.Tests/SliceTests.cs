using System.Text.Json;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

public sealed class SliceTests : IDisposable
{
    private static readonly string s_moons = RepositoryRoot.Combine("models", "moons", "moons.onnx");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Moons_for_programs()
    {
        string picture = _folder.File("moons.svg");
        JsonElement answer = await Plin.JsonAsync(0, "slice", s_moons, "--range=-1.5,2.5,-1,1.5", "--color", "class", "--out", picture);

        Assert.Equal("66224a87a53c25769b75a7126ea471b54e2f0986f9bfde7e7c5e3a908a867c09", answer.GetProperty("sha256").GetString());
        Assert.Equal(237, answer.GetProperty("regions").GetInt32());
        Assert.Equal(948, answer.GetProperty("corner_incidences").GetInt32());
        Assert.Equal(13, answer.GetProperty("crossed_by_boundary").GetInt32());
        Assert.True(answer.GetProperty("complete").GetBoolean());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("evidence").ValueKind);
        double[] areas = [.. answer.GetProperty("areas").EnumerateArray().Select(static area => area.GetProperty("lower").GetDouble())];
        Assert.Equal(10, areas.Sum(), 9);
        Assert.StartsWith("<svg ", File.ReadAllText(picture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_picture_twice_and_as_png()
    {
        foreach (string name in new[] { "a.svg", "b.svg", "a.png", "b.png" })
        {
            ProgramResult result = await Plin.RunAsync(
                "slice", Examples.Digits, "--through", "@" + Examples.DigitThree, "--through", "@" + Digit(0), "--through", "@" + Digit(1), "--range=0,1", "--color", "depth", "--out", _folder.File(name));
            Assert.True(result.Status == 0, result.ToString());
        }

        Assert.Equal(File.ReadAllBytes(_folder.File("a.svg")), File.ReadAllBytes(_folder.File("b.svg")));
        Assert.Equal(File.ReadAllBytes(_folder.File("a.png")), File.ReadAllBytes(_folder.File("b.png")));
    }

    [Fact]
    public async Task A_limit_is_status_3()
    {
        JsonElement answer = await Plin.JsonAsync(3, "slice", s_moons, "--max-regions", "5");
        Assert.Equal((5, false), (answer.GetProperty("regions").GetInt32(), answer.GetProperty("complete").GetBoolean()));
    }

    [Theory]
    [InlineData("--out: 'x.pdf' is no kind of picture; expected a name that ends in .svg or .png", "--out", "x.pdf")]
    [InlineData("--color: 'hue' is no coloring; expected map, class or depth", "--color", "hue")]
    [InlineData("--range: '1' has 1 numbers, expected LO,HI for both directions, or LO,HI,LO,HI", "--range", "1")]
    [InlineData("--range: input 0: the lower end 1 of the box is above the upper end -1", "--range=1,-1")]
    [InlineData("the range has 2 coordinates, expected two, each from a number to a larger one", "--range=1,1")]
    [InlineData("--u, --v: missing; the network has 2 inputs, expected the plane as --origin, --u and --v, or as three times --through", "--origin", "0,0")]
    [InlineData("--through: given 1 times, expected three times, once for each point of the plane", "--through", "0,0")]
    [InlineData("--through: three points say which plane it is; leave --origin, --u and --v out", "--through", "0,0", "--u", "1,0")]
    [InlineData("the direction u is zero; a slice needs two directions that span a plane", "--origin", "0,0", "--u", "0,0", "--v", "0,1")]
    [InlineData("v is -1/2 times u; the directions of a slice must not be parallel", "--origin", "0,0", "--u", "-2,4", "--v", "1,-2")]
    [InlineData("the direction v has 1 numbers, expected 2 as in the origin", "--origin", "0,0", "--u", "0,1", "--v", "1")]
    public async Task Slices_that_are_none(string sentence, params string[] arguments)
    {
        ProgramResult result = await Plin.RunAsync(["slice", s_moons, .. arguments]);
        Assert.True(result.Status == 2, result.ToString());
        Assert.Equal(string.Empty, result.Output);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    private static string Digit(int digit) => RepositoryRoot.Combine("models", "digits", "samples", $"digit-{digit}.txt");
}
