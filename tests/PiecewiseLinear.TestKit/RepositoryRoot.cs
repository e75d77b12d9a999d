namespace PiecewiseLinear.TestKit;

/// <summary>
/// The folder of the working tree that the tests run in: the nearest ancestor of the test assembly that holds
/// <c>PiecewiseLinear.sln</c>.
/// </summary>
public static class RepositoryRoot
{
    private const string Marker = "PiecewiseLinear.sln";

    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The full path of the root, without a trailing separator.</summary>
    /// <exception cref="DirectoryNotFoundException">No ancestor of the test assembly holds the solution.</exception>
    public static string Path => Found.Value;

    /// <summary>The full path of something below the root, for example <c>Combine("models", "golden")</c>.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Marker}; run the tests from the working tree.");
    }
}
