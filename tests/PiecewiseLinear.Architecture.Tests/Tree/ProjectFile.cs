using System.Xml.Linq;

namespace PiecewiseLinear.Architecture.Tests.Tree;

/// <summary>One project of the working tree, as its file states it.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _content;

    public ProjectFile(string path)
    {
        FullPath = path;
        _content = XDocument.Load(path);
    }

    /// <summary>All projects below <c>src</c>, <c>tests</c> and <c>bench</c>, in order of their names.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. WorkingTree.Files("*.csproj", "src", "tests", "bench").Select(path => new ProjectFile(path)).OrderBy(project => project.Name, StringComparer.Ordinal)];

    public string FullPath { get; }

    /// <summary>The name without the common prefix: <c>Exact</c>, <c>Solvers.Clp</c>, <c>Exact.Tests</c>.</summary>
    public string Name => ShortName(FullPath);

    public string Folder => Path.GetDirectoryName(FullPath)!;

    public bool IsSource => WorkingTree.Relative(FullPath).StartsWith("src/", StringComparison.Ordinal);

    public bool IsTest => Name.EndsWith(".Tests", StringComparison.Ordinal);

    /// <summary>The short names of the projects it references directly.</summary>
    public IReadOnlyList<string> References => [.. Values("ProjectReference", "Include").Select(ShortName)];

    /// <summary>The packages it references directly.</summary>
    public IReadOnlyList<string> Packages => Values("PackageReference", "Include");

    /// <summary>The protobuf files it generates code from.</summary>
    public IReadOnlyList<XElement> Protobufs => [.. _content.Descendants("Protobuf")];

    /// <summary>Attributes and elements that would set a package's version outside the central file.</summary>
    public IReadOnlyList<string> LocalVersions =>
        [.. _content.Descendants("PackageReference").Where(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null || package.HasElements && package.Element("Version") is not null)
            .Select(package => package.ToString())];

    private List<string> Values(string element, string attribute) =>
        [.. _content.Descendants(element).Select(item => item.Attribute(attribute)?.Value).OfType<string>()];

    private static string ShortName(string path) =>
        Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("PiecewiseLinear.", string.Empty, StringComparison.Ordinal);
}
