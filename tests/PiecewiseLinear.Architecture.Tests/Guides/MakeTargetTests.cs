using System.Text.RegularExpressions;
using PiecewiseLinear.Architecture.Tests.Tree;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Architecture.Tests.Guides;

/// <summary>What the guides tell people to type exists.</summary>
public sealed partial class MakeTargetTests
{
    private static readonly string[] Promised = ["demo", "test", "build", "serve", "soak", "bench"];

    private static readonly HashSet<string> Targets =
        [.. Target().Matches(WorkingTree.Read("Makefile")).Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_promised_targets_exist() => Assert.Empty(Promised.Except(Targets));

    [Fact]
    public void Targets_are_phony() =>
        Assert.Equal(Targets.Order(StringComparer.Ordinal), Phony().Match(WorkingTree.Read("Makefile")).Groups[1].Value.Split(' ').Order(StringComparer.Ordinal));

    [Fact]
    public void Guides_call_only_targets_that_exist() =>
        WorkingTree.HasNone(
            from guide in Guides()
            from Match call in Call().Matches(File.ReadAllText(guide))
            where !Targets.Contains(call.Groups[1].Value)
            select $"{WorkingTree.Relative(guide)}: {call.Value.Trim()}",
            "A make target that does not exist:");

    [Fact]
    public void Links_within_the_tree_lead_somewhere() =>
        WorkingTree.HasNone(
            from guide in Guides()
            from Match link in Link().Matches(File.ReadAllText(guide))
            let target = link.Groups[1].Value
            where !target.Contains(':', StringComparison.Ordinal)
            let path = Path.Combine(Path.GetDirectoryName(guide)!, target)
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{WorkingTree.Relative(guide)}: {target}",
            "A link to a file that is not there:");

    [Fact]
    public void Continuous_integration_runs_all_tests()
    {
        Assert.Contains("make test", WorkingTree.Read(".ci", "run"), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(RepositoryRoot.Combine(".ci", "run")).HasFlag(UnixFileMode.UserExecute), ".ci/run must be executable");
        }
    }

    private static IEnumerable<string> Guides() =>
        WorkingTree.Files("*.md", "docs", "models", "tests", "bench", "clients").Concat(Directory.EnumerateFiles(RepositoryRoot.Path, "*.md"));

    [GeneratedRegex(@"^([a-z][a-z-]*):", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"^\.PHONY: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Phony();

    [GeneratedRegex(@"(?:`|^\$ |^)make ([a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
