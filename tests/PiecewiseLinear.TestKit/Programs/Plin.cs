using System.Text.Json;

namespace PiecewiseLinear.TestKit.Programs;

/// <summary>The real command line, <c>plin</c>, as the test project built it. The test project references PiecewiseLinear.Cli.</summary>
public static class Plin
{
    /// <summary>The program file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "plin");

    /// <summary>Runs it to its end.</summary>
    public static Task<ProgramResult> RunAsync(params string[] arguments) => ExternalProgram.RunAsync(Path, arguments);

    /// <summary>Runs it with --json and reads the one object that it must print.</summary>
    /// <exception cref="InvalidOperationException">It ended with another status, or standard output is not one JSON object in one line.</exception>
    public static async Task<JsonElement> JsonAsync(int status, params string[] arguments)
    {
        ProgramResult result = await RunAsync([.. arguments, "--json"]);
        if (result.Status != status)
        {
            throw new InvalidOperationException($"plin {string.Join(' ', arguments)} --json: expected exit status {status}, found {result}");
        }

        if (!result.Output.EndsWith("}\n", StringComparison.Ordinal) || result.Output.AsSpan().Count('\n') != 1)
        {
            throw new InvalidOperationException($"plin {string.Join(' ', arguments)} --json: expected one JSON object in one line, found {result}");
        }

        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}

/// <summary>A folder for one test class or test; deleted in the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("plin-test-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file into it and answers its path.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
