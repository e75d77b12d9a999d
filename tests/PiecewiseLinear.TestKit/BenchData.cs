namespace PiecewiseLinear.TestKit;

/// <summary>
/// Where the public networks and properties are (ACAS Xu, mnist_fc, ...). They carry no licence, so they are not part of the
/// repository; a test that needs them prints <see cref="SkipMessage"/> and returns where they are absent.
/// </summary>
public static class BenchData
{
    /// <summary>The environment variable that names the folder, and wins over the usual places.</summary>
    public const string Variable = "BENCH_DATA";

    /// <summary>What a test says when it cannot run for want of the data.</summary>
    public const string SkipMessage = $"SKIPPED: no public benchmark data; set {Variable} to its folder";

    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>
    /// The folder: <c>BENCH_DATA</c> if set, else <c>../shared/bench</c> beside the working tree; null where neither exists.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException"><c>BENCH_DATA</c> names a folder that does not exist.</exception>
    public static string? Path => Found.Value;

    /// <summary>The full path of a file of the data, or null where the data are absent.</summary>
    /// <exception cref="FileNotFoundException">The data are there, but not this file.</exception>
    public static string? TryFile(params string[] parts)
    {
        if (Path is null)
        {
            return null;
        }

        var file = System.IO.Path.Combine([Path, .. parts]);
        return File.Exists(file) ? file : throw new FileNotFoundException($"The benchmark data in {Path} lack {file}.", file);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? System.IO.Path.GetFullPath(named)
                : throw new DirectoryNotFoundException($"{Variable} names '{named}', which is not a folder.");
        }

        string beside = System.IO.Path.GetFullPath(RepositoryRoot.Combine("..", "shared", "bench"));
        return Directory.Exists(beside) ? beside : null;
    }
}
