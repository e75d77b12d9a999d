using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PiecewiseLinear.Architecture.Tests.Tree;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Architecture.Tests.Packages;

/// <summary>A build today and a build in a year restore the same packages.</summary>
public sealed partial class NuGetTests
{
    private static readonly Dictionary<string, string> Pinned =
        XDocument.Load(RepositoryRoot.Combine("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.Ordinal);

    [Fact]
    public void Central_versions_are_exact() =>
        WorkingTree.HasNone(
            Pinned.Where(package => !ExactVersion().IsMatch(package.Value)).Select(package => $"{package.Key} {package.Value}"),
            "A version that is a range or floats:");

    [Fact]
    public void No_project_sets_a_version_of_its_own() =>
        WorkingTree.HasNone(ProjectFile.All.SelectMany(project => project.LocalVersions.Select(item => $"{project.Name}: {item}")), "A version outside Directory.Packages.props:");

    [Fact]
    public void Every_pinned_package_is_used()
    {
        var common = XDocument.Load(RepositoryRoot.Combine("Directory.Build.props")).Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);
        var used = ProjectFile.All.SelectMany(project => project.Packages).Concat(common).ToHashSet(StringComparer.Ordinal);
        WorkingTree.HasNone(Pinned.Keys.Where(package => !used.Contains(package)), "A pinned package that nobody references:");
    }

    [Fact]
    public void Every_project_has_a_lock_file_that_agrees_with_the_pins() =>
        WorkingTree.HasNone(ProjectFile.All.SelectMany(Disagreements), "A lock file that is missing or disagrees with Directory.Packages.props:");

    private static IEnumerable<string> Disagreements(ProjectFile project)
    {
        var path = Path.Combine(project.Folder, "packages.lock.json");
        if (!File.Exists(path))
        {
            return [$"{project.Name} has none"];
        }

        using var content = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. from framework in content.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in framework.Value.EnumerateObject()
               where package.Value.GetProperty("type").GetString() is "Direct" or "CentralTransitive"
               let resolved = package.Value.GetProperty("resolved").GetString()
               let pinned = Pinned.GetValueOrDefault(package.Name)
               where resolved != pinned
               select $"{project.Name}: {package.Name} {resolved}, pinned {pinned ?? "nowhere"}",
        ];
    }

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
