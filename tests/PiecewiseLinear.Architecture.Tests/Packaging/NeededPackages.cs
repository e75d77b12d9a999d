using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Packaging;

/// <summary>A line of <c>eng/packages.txt</c>, the one list of what the make targets install.</summary>
internal sealed record NeededPackage(string Section, string Kind, string Name, string Probe)
{
    public static IReadOnlyList<NeededPackage> All { get; } =
    [
        .. from line in WorkingTree.Read("eng", "packages.txt").Split('\n')
           where line.Length > 0 && line[0] != '#'
           let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           select new NeededPackage(fields[0], fields[1], fields[2], fields[3]),
    ];

    /// <summary>The names of one kind in some sections, sorted.</summary>
    public static IEnumerable<string> Names(string kind, params string[] sections) =>
        All.Where(package => package.Kind == kind && sections.Contains(package.Section)).Select(package => package.Name).Order(StringComparer.Ordinal);
}
