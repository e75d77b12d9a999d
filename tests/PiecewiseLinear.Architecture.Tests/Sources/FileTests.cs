using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Sources;

/// <summary>Files are short, end in a newline, and lie in folders named after concepts.</summary>
public sealed class FileTests
{
    private const int MostLines = 300;

    /// <summary>Source files that are longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongerWithReason = new(StringComparer.Ordinal);

    private static readonly string[] KindsNotConcepts = ["Models", "Helpers", "Interfaces", "Utils", "Utilities", "Common", "Misc", "Extensions", "Enums", "Types"];

    [Fact]
    public void Source_files_have_at_most_300_lines()
    {
        var longer = WorkingTree.Files("*.cs", "src").Where(file => File.ReadLines(file).Count() > MostLines).Select(WorkingTree.Relative).ToList();
        WorkingTree.HasNone(longer.Except(LongerWithReason.Keys), $"A file over {MostLines} lines and without a reason:");
        WorkingTree.HasNone(LongerWithReason.Keys.Except(longer), "A reason for a file that is short or gone:");
    }

    [Fact]
    public void Text_files_end_in_one_newline()
    {
        string[] patterns = ["*.cs", "*.csproj", "*.proto", "*.md", "*.py", "*.sh", "*.mjs", "*.json"];
        WorkingTree.HasNone(
            from pattern in patterns
            from file in WorkingTree.Files(pattern, "src", "tests", "bench", "eng", "protos", "docs", "clients")
            where !Path.GetFileName(file).EndsWith(".lock.json", StringComparison.Ordinal) // the SDK writes them
            let text = File.ReadAllText(file)
            where text.Length > 0 && (!text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal) || text.Contains('\r', StringComparison.Ordinal))
            select WorkingTree.Relative(file),
            "A file that does not end in exactly one newline, or has carriage returns:");
    }

    [Fact]
    public void Folders_are_named_after_concepts() =>
        WorkingTree.HasNone(
            WorkingTree.Files("*.cs", "src").Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal)
                .Where(folder => KindsNotConcepts.Contains(Path.GetFileName(folder))).Select(WorkingTree.Relative),
            "A folder named after a kind of thing:");

    [Fact]
    public void Namespaces_are_the_project_or_the_path_to_the_folder() =>
        WorkingTree.HasNone(
            from file in WorkingTree.Files("*.cs", "src")
            let parts = WorkingTree.Relative(Path.GetDirectoryName(file)!).Split('/')
            let folder = string.Join('.', parts.Skip(1))
            let line = File.ReadLines(file).FirstOrDefault(text => text.StartsWith("namespace ", StringComparison.Ordinal))
            where line is not null
            let name = line["namespace ".Length..].TrimEnd(';', ' ')
            where !(name.StartsWith(parts[1], StringComparison.Ordinal) && (folder + '.').StartsWith(name + '.', StringComparison.Ordinal))
            select $"{WorkingTree.Relative(file)}: {name} (expected {parts[1]}, or a part of {folder} that begins so)",
            "A namespace that leads elsewhere than to its file:");
}
