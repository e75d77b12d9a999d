using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Architecture.Tests.Tree;

/// <summary>The files of the working tree that are written by hand: no build output, no installed packages.</summary>
internal static class WorkingTree
{
    private static readonly string[] NotOurs = ["node_modules", "artifacts", "obj", "bin", "__pycache__", ".git"];

    /// <summary>The full paths of the files below some folders of the root whose names match a pattern; folders that are not there hold none.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) =>
        from folder in folders
        let full = RepositoryRoot.Combine(folder)
        where Directory.Exists(full)
        from file in Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
        where !Relative(file).Split('/').Any(NotOurs.Contains)
        orderby file
        select file;

    /// <summary>The path below the root, with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');

    public static string Read(params string[] parts) => File.ReadAllText(RepositoryRoot.Combine(parts));

    /// <summary>Fails with all the faults at once, so that one run shows everything that is to be done.</summary>
    public static void HasNone(IEnumerable<string> faults, string rule)
    {
        var found = faults.ToList();
        Assert.True(found.Count == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }
}
