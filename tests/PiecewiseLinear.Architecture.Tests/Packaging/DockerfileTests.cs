using System.Text.RegularExpressions;
using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Packaging;

/// <summary>The container installs exactly what make installs. It cannot be built where the tests run, so it is read.</summary>
public sealed partial class DockerfileTests
{
    private static readonly Dictionary<string, string> Stages =
        StageStart().Split(Instructions).Skip(1).Chunk(2).ToDictionary(stage => stage[0], stage => stage[1], StringComparer.Ordinal);

    /// <summary>The Dockerfile without comments, and with continued lines joined.</summary>
    private static string Instructions =>
        Comment().Replace(WorkingTree.Read("Dockerfile"), string.Empty).Replace("\\\n", " ", StringComparison.Ordinal);

    [Fact]
    public void There_are_two_stages() => Assert.Equal(["build", "run"], Stages.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_build_stage_installs_what_building_needs() =>
        Assert.Equal(NeededPackage.Names("apt", "run", "build"), Installed("build"));

    [Fact]
    public void The_last_stage_installs_what_running_needs() =>
        Assert.Equal(NeededPackage.Names("apt", "run"), Installed("run"));

    [Fact]
    public void The_build_is_that_of_make()
    {
        Assert.Contains("\nbuild: ## the program, artifacts/plin/plin\n\t@eng/need.sh run build\n\t@eng/build.sh\n", WorkingTree.Read("Makefile"), StringComparison.Ordinal);
        Assert.Contains("\nRUN eng/need.sh run build && eng/build.sh\n", Stages["build"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_of_the_sdk_has_the_version_of_global_json()
    {
        var version = SdkVersion().Match(WorkingTree.Read("global.json")).Groups[1].Value;
        Assert.Equal([version, version], ImageVersion().Matches(Instructions).Select(match => match.Groups[1].Value));
    }

    private static IEnumerable<string> Installed(string stage)
    {
        var list = Assert.Single(AptInstall().Matches(Stages[stage])).Groups[1].Value;
        return list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^FROM \S+ AS (\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex StageStart();

    [GeneratedRegex(@"apt-get install -y --no-install-recommends ([^&\n]*)")]
    private static partial Regex AptInstall();

    [GeneratedRegex(@"""version"": ""(\d+\.\d+)\.")]
    private static partial Regex SdkVersion();

    [GeneratedRegex(@"^FROM \S+/dotnet/\w+:(\d+\.\d+)", RegexOptions.Multiline)]
    private static partial Regex ImageVersion();
}
