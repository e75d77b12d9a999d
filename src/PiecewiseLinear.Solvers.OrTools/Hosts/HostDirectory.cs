namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>Finds the folder of the Node host.</summary>
internal static class HostDirectory
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "PLIN_ORTOOLS_HOST";

    /// <summary>The folder of the host, with its packages installed.</summary>
    /// <exception cref="IOException">There is none; the message lists the places and the remedy.</exception>
    public static string Find(string? wanted)
    {
        var tried = new List<string>();
        foreach (string directory in Places(wanted))
        {
            if (!File.Exists(Path.Combine(directory, "host.mjs")))
            {
                tried.Add($"{directory} (no host.mjs)");
            }
            else if (!File.Exists(Path.Combine(directory, "node_modules", "or-tools-wasm", "package.json")))
            {
                tried.Add($"{directory} (package or-tools-wasm missing: run `npm ci --ignore-scripts` there)");
            }
            else
            {
                return directory;
            }
        }

        throw new FileNotFoundException($"the OR-Tools host was not found; tried {string.Join("; ", tried)}");
    }

    private static IEnumerable<string> Places(string? wanted)
    {
        wanted ??= Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(wanted))
        {
            yield return Path.GetFullPath(wanted);
            yield break;
        }

        yield return Path.Combine(AppContext.BaseDirectory, "ortools-host");
        for (DirectoryInfo? up = new(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            if (File.Exists(Path.Combine(up.FullName, "PiecewiseLinear.sln")))
            {
                yield return Path.Combine(up.FullName, "src", "PiecewiseLinear.Solvers.OrTools", "Host");
                yield break;
            }
        }
    }
}
