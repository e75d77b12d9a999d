namespace PiecewiseLinear.Benchmarks;

/// <summary>Where the networks of the benchmarks are.</summary>
internal static class BenchmarkData
{
    /// <summary>The folder of public networks: BENCH_DATA, or ../shared/bench beside the working tree; null if there is none.</summary>
    public static string? Folder()
    {
        string? named = Environment.GetEnvironmentVariable("BENCH_DATA");
        string beside = Path.Combine(Root(), "..", "shared", "bench");
        return named is not null ? named : Directory.Exists(beside) ? beside : null;
    }

    /// <summary>A bundled model.</summary>
    public static string Model(string name) => Path.Combine(Root(), "models", name, name + ".onnx");

    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PiecewiseLinear.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no PiecewiseLinear.sln above {AppContext.BaseDirectory}");
    }
}
