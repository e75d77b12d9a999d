using System.Text.Json;
using System.Text.RegularExpressions;
using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Packages;

/// <summary>The npm packages, like the NuGet ones, are pinned, and come from whichever registry the machine uses.</summary>
public sealed partial class NpmTests
{
    [Fact]
    public void There_are_npm_packages_to_look_at() => Assert.NotEmpty(Manifests());

    [Fact]
    public void Dependencies_are_exact_versions() =>
        WorkingTree.HasNone(
            from manifest in Manifests()
            from dependency in Dependencies(manifest)
            where !ExactVersion().IsMatch(dependency.Value)
            select $"{WorkingTree.Relative(manifest)}: {dependency.Key} {dependency.Value}",
            "An npm version that is a range:");

    [Fact]
    public void Every_manifest_has_a_lock_file_without_addresses() =>
        WorkingTree.HasNone(
            from manifest in Manifests()
            let locked = Path.Combine(Path.GetDirectoryName(manifest)!, "package-lock.json")
            where !File.Exists(locked) || File.ReadAllText(locked).Contains("\"resolved\": \"http", StringComparison.Ordinal)
            select WorkingTree.Relative(locked),
            "An npm lock file that is missing, or that names a registry:");

    private static IEnumerable<string> Manifests() => WorkingTree.Files("package.json", "src", "tests", "web", "clients");

    private static Dictionary<string, string> Dependencies(string manifest)
    {
        using var content = JsonDocument.Parse(File.ReadAllBytes(manifest));
        string[] kinds = ["dependencies", "devDependencies", "optionalDependencies"];
        return kinds.Where(kind => content.RootElement.TryGetProperty(kind, out _))
            .SelectMany(kind => content.RootElement.GetProperty(kind).EnumerateObject())
            .ToDictionary(dependency => dependency.Name, dependency => dependency.Value.GetString()!, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
