using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>The demo that a new user runs first.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_ends_with_valid_certificates_that_both_checkers_accept()
    {
        using TemporaryFolder folder = new();
        ProgramResult demo = await Plin.RunAsync("demo", "--out", folder.Path);

        Assert.True(demo.Status == 0, demo.ToString());
        Assert.Equal(4, demo.Output.Split("evidence   VALID").Length - 1);
        Assert.Contains("agreement  the same pattern, facets and ball bounds that overlap", demo.Output, StringComparison.Ordinal);
        Assert.Contains("2 regions meet there", demo.Output, StringComparison.Ordinal);
        Assert.Contains("8 at the digit; 9 ties at the nearest point", demo.Output, StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(folder.File("digit-freedom.svg")), StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(folder.File("nearest-other-digit.svg")), StringComparison.Ordinal);
        string digits = RepositoryRoot.Combine("models", "digits", "digits.onnx");
        foreach (string name in new[] { "digit-region.certificate", "digit-region-or-tools.certificate", "wall-regions.certificate", "digit-radius.certificate" })
        {
            ProgramResult check = await Plin.RunAsync("check", digits, folder.File(name));
            Assert.True(check.Status == 0, check.ToString());
            ProgramResult python = await ExternalProgram.RunAsync(
                "/usr/bin/python3",
                ["-m", "piecewiselinear_check", digits, folder.File(name)],
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONPATH"] = RepositoryRoot.Combine("clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" });
            Assert.True(python.Status == 0, python.ToString());
            Assert.StartsWith("VALID ", python.Output, StringComparison.Ordinal);
        }
    }
}
