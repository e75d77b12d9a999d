using System.Diagnostics;
using PiecewiseLinear.Architecture.Tests.Tree;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Architecture.Tests.Packaging;

/// <summary>What make targets need, and how they say that it is missing.</summary>
public sealed class NeedTests
{
    [Fact]
    public void Folders_of_the_list_exist() =>
        WorkingTree.HasNone(
            NeededPackage.All.Where(package => package.Kind is "npm" or "nuget" && !Directory.Exists(RepositoryRoot.Combine(package.Name))).Select(package => package.Name),
            "eng/packages.txt names a folder that is not there:");

    [Fact]
    public void Every_npm_folder_is_in_the_list() =>
        Assert.Equal(
            WorkingTree.Files("package.json", "src", "tests", "web", "clients").Select(file => WorkingTree.Relative(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal),
            NeededPackage.Names("npm", "run", "build", "demo", "test", "soak", "bench"));

    [Fact]
    public void Without_leave_to_install_it_lists_what_is_missing_and_stops()
    {
        var folder = Directory.CreateTempSubdirectory("plin-need-");
        try
        {
            var (status, errors) = Need(folder.FullName, "test");

            Assert.Equal(3, status);
            Assert.Contains("apt surely-not-a-package: a test", errors, StringComparison.Ordinal);
            Assert.Contains("apt-get install --no-install-recommends surely-not-a-package", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("bash", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("another-section", errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void It_is_silent_when_nothing_is_missing()
    {
        var folder = Directory.CreateTempSubdirectory("plin-need-");
        try
        {
            Assert.Equal((0, string.Empty), Need(folder.FullName, "here"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a copy of the script beside a list of its own, in which one package is missing and one is there.</summary>
    private static (int Status, string Errors) Need(string folder, string section)
    {
        Directory.CreateDirectory(Path.Combine(folder, "eng"));
        var script = Path.Combine(folder, "eng", "need.sh");
        File.Copy(RepositoryRoot.Combine("eng", "need.sh"), script);
        File.WriteAllText(
            Path.Combine(folder, "eng", "packages.txt"),
            """
            # a comment
            test    apt  surely-not-a-package  command:surely-not-a-command  a test
            here    apt  bash                  command:bash                  runs this
            other   apt  another-section       command:surely-not-a-command  nobody asked
            """ + "\n");

        var start = new ProcessStartInfo("bash", [script, section]) { RedirectStandardError = true, UseShellExecute = false };
        start.Environment["NO_INSTALL"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
