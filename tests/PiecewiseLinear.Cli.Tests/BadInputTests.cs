using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>Bad input is exit status 2, nothing on standard output and one sentence that names place, value and expectation.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("the point has 1 numbers, expected 2, one for each input of the network", "--point", "1")]
    [InlineData("the point has 0 numbers, expected 2, one for each input of the network", "--point", "")]
    [InlineData("the point has 3 numbers, expected 2, one for each input of the network", "--point", "0,0,0")]
    [InlineData("number 1 of the point: 'NaN' is not a number: expected a decimal such as -0.5 or 1e-3, or a fraction such as 1/3", "--point", "0,NaN")]
    [InlineData("number 0 of the point: '-inf' is not a number: expected a decimal such as -0.5 or 1e-3, or a fraction such as 1/3", "--point", "-inf,0")]
    [InlineData("number 0 of the point: '1/0' is not a number: the denominator of a fraction must not be 0", "--point", "1/0,0")]
    [InlineData("number 0 of the point: '1e999999999' is not a number: its exponent is beyond the limit of", "--point", "1e999999999,0")]
    [InlineData("input 0 of the point is 2, outside the box, which allows -1 to 1", "--point", "2,0", "--box", "-1,1")]
    [InlineData("--box: input 0: the lower end 1 of the box is above the upper end -1", "--point", "0,0", "--box", "1,-1")]
    [InlineData("the upper end of the box: '1/0' is not a number: the denominator of a fraction must not be 0", "--point", "0,0", "--box=0,1/0")]
    [InlineData("--box: '1' has 1 numbers, expected two, the ends LO,HI for every input", "--point", "0,0", "--box", "1")]
    [InlineData("--norm: 'l3' is no norm; expected l1, l2 or linf", "--point", "0,0", "--norm", "l3")]
    [InlineData("--lp: 'simplex' is no engine; expected auto, dense, clp or or-tools", "--point", "0,0", "--lp", "simplex")]
    [InlineData("--max-regions: '0' is no count; expected a positive whole number", "--point", "0,0", "--max-regions", "0")]
    [InlineData("--timeout: 'soon' is no time; expected a positive number of seconds", "--point", "0,0", "--timeout", "soon")]
    [InlineData("--timeout: '-1' is no time; expected a positive number of seconds", "--point", "0,0", "--timeout", "-1")]
    [InlineData("--threads: '0' is no number of threads; expected a positive whole number", "--point", "0,0", "--threads", "0")]
    [InlineData("--point: cannot read the file 'nowhere.txt'", "--point", "@nowhere.txt")]
    [InlineData("--box: cannot read the file 'nowhere.vnnlib'", "--point", "0,0", "--box", "@nowhere.vnnlib")]
    public async Task Questions(string sentence, params string[] arguments)
        => Refused(sentence, await Plin.RunAsync(["region", Examples.Trap, .. arguments, "--json"]));

    [Theory]
    [InlineData("-1 1\n", "box.txt: it has ends for 1 inputs, expected 2, one line for each input of the network")]
    [InlineData("-1 1\n-1 1\n-1 1\n", "box.txt: it has ends for 3 inputs, expected 2, one line for each input of the network")]
    [InlineData("-1 1\n-1\n", "box.txt, line 2: expected the two ends 'lo hi' of one input, found 1 numbers")]
    [InlineData("-1 1\nx 1\n", "box.txt, line 2: 'x' is not a number")]
    [InlineData("-1 1\n2 1\n", "box.txt: input 1: the lower end 2 of the box is above the upper end 1")]
    public async Task Box_files(string text, string sentence)
        => Refused(sentence, await Plin.RunAsync("region", Examples.Trap, "--point", "0,0", "--box", "@" + _folder.Write("box.txt", text)));

    [Fact]
    public async Task A_huge_file_of_points_is_refused_with_its_length()
        => Refused(
            "the point has 300000 numbers, expected 2, one for each input of the network",
            await Plin.RunAsync("region", Examples.Trap, "--point", "@" + _folder.Write("point.txt", string.Join('\n', Enumerable.Repeat("0.125", 300_000)))));

    [Fact]
    public async Task Models_that_are_none()
    {
        Refused($"cannot read the model '{_folder.Path}': it is a folder; expected a file .onnx, .nnet or .json", await Plin.RunAsync("info", _folder.Path));
        Refused("cannot read the model 'nowhere.onnx': ", await Plin.RunAsync("info", "nowhere.onnx"));
        Refused("empty.json: it is empty", await Plin.RunAsync("info", _folder.Write("empty.json", " \n")));
        byte[] garbage = new byte[4096];
        new Random(7).NextBytes(garbage);
        foreach (string name in new[] { "garbage.onnx", "garbage.nnet", "garbage.json", "garbage" })
        {
            File.WriteAllBytes(_folder.File(name), garbage);
            Refused(name + ": ", await Plin.RunAsync("info", _folder.File(name), "--json"));
        }
    }

    [Fact]
    public async Task Command_lines_that_are_none()
    {
        Refused("Required command was not provided.", await Plin.RunAsync());
        Refused("'frobnicate'", await Plin.RunAsync("frobnicate"));
        Refused("Option '--point' is required.", await Plin.RunAsync("region", Examples.Trap));
        Refused("--timeout: 'x' is no time", await Plin.RunAsync("info", Examples.Trap, "--timeout", "x"));
        Refused("--format: 'xml' is no format; expected lp, mps or smt2", await Plin.RunAsync("encode", Examples.Trap, "--point", "0,1", "--format", "xml", "--out", _folder.File("x")));
        Refused("--irredundant: ", await Plin.RunAsync("encode", Examples.Trap, "--point", "1,1", "--format", "lp", "--layers", "--irredundant", "--out", _folder.File("x")));
        Refused(
            "encode: neither --point nor --box is given; expected a point (its region) or a box (the whole network on it)",
            await Plin.RunAsync("encode", Examples.Trap, "--format", "lp", "--out", _folder.File("x")));
        Refused("give a --point", await Plin.RunAsync("encode", Examples.Trap, "--box", "-1,1", "--irredundant", "--format", "lp", "--out", _folder.File("x")));
        Refused("--lp: 'simplex'", await Plin.RunAsync("encode", Examples.Trap, "--box", "-1,1", "--lp", "simplex", "--format", "lp", "--out", _folder.File("x")));
        Refused("lower end 1 of the box", await Plin.RunAsync("encode", Examples.Trap, "--box", "1,-1", "--format", "smt2", "--out", _folder.File("x")));
        Refused("belongs to several regions", await Plin.RunAsync("encode", Examples.Trap, "--point", "0,1", "--format", "lp", "--out", _folder.File("x")));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static void Refused(string sentence, ProgramResult result)
    {
        Assert.True(result.Status == 2, result.ToString());
        Assert.Equal(string.Empty, result.Output);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }
}
